package io.gamekeeper.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.gamekeeper.browser.Chromium.Look;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The console's modules that only calculate: how numbers are written, what Markdown becomes, where
 * things stand.
 */
final class ConsoleModulesTest {
  @RegisterExtension static final Chromium CHROMIUM = new Chromium();

  private static final ConsoleServer SERVER = new ConsoleServer();

  private static Page page;

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @BeforeAll
  static void open() {
    page = CHROMIUM.page(Look.LIGHT, SERVER);
    // A page of the console's origin that runs nothing by itself.
    page.navigate(SERVER.address() + "favicon.svg");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0        |     | 0
          4737     |     | 4,737
          0.123456 |     | 0.123
          1234.5   |     | 1,235
          2500000  |     | 2.5 M
          0.42     | s   | 420 ms
          0.0004   | s   | 400 µs
          1540     | ms  | 1.54 s
          119      | s   | 119 s
          1320     | s   | 22 min
          0        | ms  | 0 ms
          99.17    | %   | 99.2 %
          30.42    | 1/s | 30.4 /s
          1536     | B   | 1.5 KiB
          1e9      | B   | 954 MiB
          12       | B/s | 12 B/s
          -1.5     | s   | -1.5 s
          12       | Orders | 12 Orders
          null     | s   | –
          NaN      | s   | –""")
  void aValueHasAUnitThatSuitsIt(String value, String unit, String written) {
    assertThat(told("format.js", "measure(%s, '%s')".formatted(value, unit == null ? "" : unit)))
        .isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Packet loss, %               | Count        | %
          Duration of functions, p99, ms | None       | ms
          Ticks of game servers, 1/s   |              | 1/s
          Database                     | Percent      | %
          Start, stop                  | Milliseconds | ms
          Players                      | Count        | ''""")
  void aTitleSaysTheUnitBeforeCloudWatchDoes(String title, String given, String unit) {
    assertThat(told("format.js", "unitOf('%s', '%s')".formatted(title, given == null ? "" : given)))
        .isEqualTo(unit);
  }

  @Test
  void anAxisHasOneUnitAndRoundNumbers() {
    assertThat(told("format.js", "axis([0, 500, 1000, 1500], 'ms')"))
        .isEqualTo("0 s,0.5 s,1 s,1.5 s");
    assertThat(told("format.js", "axis([0, 5000, 15000], '')")).isEqualTo("0,5 k,15 k");
    assertThat(told("format.js", "steps('ms').includes(60000)")).isEqualTo("true");
    assertThat(told("format.js", "steps('B').includes(1024)")).isEqualTo("true");
    assertThat(told("format.js", "steps('%') === undefined")).isEqualTo("true");
  }

  @Test
  void aTimeIsOfTheReadersZoneAndOfAnother() {
    assertThat(told("format.js", "clock(Date.parse('2026-11-30T14:05:12Z'))"))
        .isEqualTo("15:05:12");
    assertThat(told("format.js", "clock(Date.parse('2026-11-30T14:05:12Z'), 'UTC')"))
        .isEqualTo("14:05:12");
    assertThat(told("format.js", "zoneName(Date.parse('2026-11-30T14:05:12Z'))")).isEqualTo("CET");
    assertThat(told("format.js", "zoneName(Date.parse('2026-07-01T14:05:12Z'))")).isEqualTo("CEST");
    assertThat(moment("2026-11-30T14:05:12Z")).isEqualTo("15:05:12");
    // In Berlin it is the first of December already.
    assertThat(moment("2026-11-30T23:05:12Z")).isEqualTo("1 Dec 00:05:12");
    assertThat(moment("2025-11-30T14:05:12Z")).isEqualTo("30 Nov 2025 15:05:12");
  }

  @Test
  void aSpanHasTwoUnitsAtMost() {
    assertThat(told("format.js", "[0, 40, 125, 7500, 93600, 3600].map(m.span)", ""))
        .isEqualTo("0 s,40 s,2 min 5 s,2 h 5 min,1 d 2 h,1 h");
  }

  @Test
  void aTableIsCopiedForASpreadsheet() {
    assertThat(told("format.js", "tsv(['a', 'b'], [['1\\t2', null], ['x\\ny', 3]])"))
        .isEqualTo("a\tb\n1 2\t\nx y\t3\n");
  }

  @Test
  void anAddressIsReadAsItWasWritten() {
    assertThat(told("state.js", "link(['alarms', 'a/b <c>?#'], { q: 'x=1&y', none: null })"))
        .isEqualTo("#/alarms/a%2Fb%20%3Cc%3E%3F%23?q=x%3D1%26y");
    assertThat(
            told(
                "state.js",
                "JSON.stringify(m.parse(m.link(['alarms', 'a/b <c>?#'], { q: 'x=1&y' })))",
                ""))
        .isEqualTo("{\"path\":[\"alarms\",\"a/b <c>?#\"],\"query\":{\"q\":\"x=1&y\"}}");
    assertThat(told("state.js", "JSON.stringify(m.parse('#/a/%E0%A4%A'))", ""))
        .isEqualTo("{\"path\":[\"a\",\"%E0%A4%A\"],\"query\":{}}");
  }

  @Test
  void aRangeThatMakesNoSenseIsTheUsualOne() {
    assertThat(range("{ range: '15m' }"))
        .isEqualTo("{\"from\":9100000,\"to\":10000000,\"name\":\"15m\"}");
    assertThat(range("{ range: 'constructor' }")).contains("\"name\":\"3h\"");
    assertThat(range("{ from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }"))
        .contains("\"name\":\"3h\"");
    assertThat(range("{ from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }"))
        .contains("\"from\":1767225600000", "\"name\":null");
  }

  @Test
  void rowsAreSortedAsPeopleReadThem() {
    assertThat(told("state.js", "sorted(['a10', null, 'a9', 'B1'], (x) => x, false)"))
        .isEqualTo("a9,a10,B1,");
    assertThat(told("state.js", "sorted([3, null, 20, 1], (x) => x, true)")).isEqualTo("20,3,1,");
  }

  @Test
  void markdownBecomesBlocksAndEverythingElseStaysText() {
    assertThat(
            told(
                "markdown.js",
                "JSON.stringify(m.blocks(['# One', 'two', 'three', '', '- a', '- b', '', '<b>no</b>', '---']))",
                ""))
        .isEqualTo(
            """
            [{"type":"heading","level":1,"text":"One"},{"type":"paragraph","text":"two three"},\
            {"type":"list","ordered":false,"start":null,"items":[[{"type":"paragraph","text":"a"}],\
            [{"type":"paragraph","text":"b"}]]},{"type":"paragraph","text":"<b>no</b>"},{"type":"rule"}]""");
  }

  @Test
  void whatIsSetInBelongsToItsStep() {
    assertThat(
            blocks(
                """
                1. Look.

                   ```
                   aws ec2 \\
                     --help

                   ```

                   It says so.
                2. Then
                go on:
                   - this
                   - or that

                Done."""))
        .isEqualTo(
            "ol(p(Look.) code(aws ec2 \\\n  --help\n) p(It says so.) | p(Then go on:) ul(p(this) | p(or"
                + " that))) p(Done.)");
  }

  @Test
  void numbersGoOnAfterWhatIsNotSetIn() {
    assertThat(blocks("1. one\n```\ncode\n```\n2) two\n3. three"))
        .isEqualTo("ol(p(one)) code(code) ol2(p(two) | p(three))");
  }

  @Test
  void aBlockOfCodeEndsWithTheMarkThatBeganIt() {
    assertThat(blocks("~~~ sh\n```\n# no heading\n~~~\n# heading"))
        .contains("code(```\n# no heading) h1(heading)");
    assertThat(blocks("````\n```\n\nx\n`````\ny")).isEqualTo("code(```\n\nx) p(y)");
    assertThat(blocks("```\nnever closed\n- item")).isEqualTo("code(never closed\n- item)");
  }

  @Test
  void aTableKeepsABarThatIsEscaped() {
    assertThat(
            told(
                "markdown.js",
                "JSON.stringify(m.blocks(['| a | b |', '|:--|--:|', '| x \\\\| y | |', 'after'])[0].rows)",
                ""))
        .isEqualTo("[[\"a\",\"b\"],[\"x | y\",\"\"]]");
  }

  @Test
  void quotesAndListsInOneAnotherHaveAnEnd() {
    assertThat(blocks(">".repeat(3000) + " deep"))
        .startsWith("quote(quote(")
        .endsWith(">> deep" + ")".repeat(9));
    assertThat(blocks("- ".repeat(3000) + "deep"))
        .startsWith("ul(ul(")
        .endsWith("- - deep" + ")".repeat(9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          **a** and *b* and _c_            | <strong>a</strong> and <em>b</em> and <em>c</em>
          player_metrics_missing_ 2*3*     | player_metrics_missing_ 2<em>3</em>
          `a*b*` ``c ` d``                 | <code>a*b*</code> <code>c ` d</code>
          \\*no\\* \\[x](y)                  | *no* [x](y)
          <b>&amp;</b>                     | &lt;b&gt;&amp;amp;&lt;/b&gt;
          [`x`](Other.md#there)            | <a href="#/runbooks/Other"><code>x</code></a>
          [x](javascript:alert(1)) [y](#z) | x y
          see https://a.example/b?c=d.     | see <a href="https://a.example/b?c=d" rel="noopener noreferrer">https://a.example/b?c=d</a>.
          <https://a.example>              | <a href="https://a.example" rel="noopener noreferrer">https://a.example</a>
          [https://a.example](#/alarms)    | <a href="#/alarms">https://a.example</a>
          ![x](https://a.example/x.png "t") | <a href="https://a.example/x.png" rel="noopener noreferrer">x</a>""")
  void whatStandsInALineIsMarked(String text, String markup) {
    assertThat(
            page.evaluate(
                """
                async ([module, text]) => {
                  const { markdown } = await import(module);
                  const host = document.implementation.createHTMLDocument().createElement('div');
                  host.append(...markdown(text));
                  return host.firstChild.innerHTML;
                }""",
                List.of(SERVER.address() + "markdown.js", text)))
        .isEqualTo(markup);
  }

  @Test
  void theFirstHeadingOfATextIsItsTitle() {
    assertThat(told("markdown.js", "JSON.stringify(m.titled('\\n# One #\\r\\ntwo\\n# three'))", ""))
        .isEqualTo("[\"One\",\"two\\n# three\"]");
    assertThat(
            told(
                "markdown.js",
                "JSON.stringify([m.titled('## One'), m.titled('x\\n# One'), m.titled(null)])",
                ""))
        .isEqualTo("[[null,\"## One\"],[null,\"x\\n# One\"],[null,\"\"]]");
  }

  @Test
  void noHeadingIsFarBelowTheOneBefore() {
    assertThat(
            page.evaluate(
                """
                async (module) => {
                  const { markdown } = await import(module);
                  return markdown('# a\\n###### b\\n##### c\\n## d\\n### e').map(({ localName }) => localName).join();
                }""",
                SERVER.address() + "markdown.js"))
        .isEqualTo("h2,h3,h4,h2,h3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://docs.aws.amazon.com/                               | https://docs.aws.amazon.com/
          '#/alarms'                                                 | #/alarms
          /cloudwatch/home?region=eu-central-1#xray:traces/query     | #/traces
          /cloudwatch/home#dashboards/dashboard/gamekeeper-dev-Fleet | #/dashboards/gamekeeper-dev-Fleet
          javascript:alert(1)                                        | null
          JaVaScRiPt:alert(1)                                        | null
          data:text/html,x                                           | null
          //elsewhere.example                                        | null
          ServerDown.md                                              | #/runbooks/ServerDown
          ../runbooks/ServerDown.md#what-to-do                       | #/runbooks/ServerDown
          ../docs/alarms.md                                          | null
          '#what-to-do'                                              | null
          http://elsewhere.example                                   | null
          /elsewhere                                                 | null""")
  void aLinkInATextLeadsHereOrToAPageByHttps(String address, String leadsTo) {
    assertThat(told("markdown.js", "leadsTo('%s')".formatted(address))).isEqualTo(leadsTo);
  }

  @Test
  void widgetsWhoseRowsOverlapAreOneBand() {
    assertThat(
            told(
                "layout.js",
                """
                m.bands([{y:8,x:0,height:2},{y:2,x:12,height:6},{y:0,x:0,height:2},{y:2,x:0,height:4},{y:6,x:0,height:2}])
                  .map(({ top, rows, widgets }) => [top, rows, widgets.length].join('/'))""",
                ""))
        .isEqualTo("0/2/1,2/6/3,8/2/1");
  }

  @Test
  void aSegmentStandsBelowItsParentWhereItBegan() {
    assertThat(
            told(
                "layout.js",
                """
                m.waterfall([{id:'a',parent:null,start:0,seconds:2},{id:'b',parent:'a',start:1,seconds:0.5},
                  {id:'c',parent:'b',start:1.5,seconds:9},{id:'d',parent:'gone',start:0,seconds:null}], 2)
                  .map(({ depth, left, width }) => [depth, left.toFixed(2), width.toFixed(2)].join('/'))""",
                ""))
        .isEqualTo("0/0.00/0.19,1/0.10/0.05,2/0.14/0.86,0/0.00/0.00");
  }

  @Test
  void segmentsThatAreTheirOwnAncestorsAreDrawnAllTheSame() {
    assertThat(
            told(
                "layout.js",
                "m.waterfall([{id:'a',parent:'b',start:0,seconds:1},{id:'b',parent:'a',start:0,seconds:1}], 1).map(({ depth }) => depth)",
                ""))
        .isEqualTo("1,1");
  }

  @Test
  void callersStandLeftOfWhomTheyCall() {
    String map =
        "(calls) => m.serviceMap(['a', 'b', 'c', 'd'], calls.map(([from, to]) => ({ from, to }))).nodes"
            + ".sort((x, y) => x.name.localeCompare(y.name)).map(({ name, column }) => name + column).join()";

    assertThat(told("layout.js", "(%s)([['a','b'],['b','c'],['a','c']])".formatted(map), ""))
        .isEqualTo("a0,b1,c2,d0");
    // A circle, a call to itself and one to nobody known.
    assertThat(
            told(
                "layout.js",
                "(%s)([['a','b'],['b','a'],['c','c'],['d','gone']])".formatted(map),
                ""))
        .isEqualTo("a0,b1,c0,d0");
  }

  @Test
  void seriesOfDifferentPeriodsShareATimeAxisAndKeepTheirGaps() {
    String aligned =
        """
        JSON.stringify(m.align([{ times: [0, 60, 300], values: [1, 2, 3] }, { times: [0, 300], values: [5, null] }], 60)
          .map((list) => list.map((value) => value === undefined ? 'on' : value)))""";

    assertThat(told("layout.js", aligned, ""))
        .isEqualTo("[[0,60,120,300],[1,2,null,3],[5,\"on\",\"on\",null]]");
  }

  @Test
  void stackedSeriesAddUp() {
    assertThat(
            told("layout.js", "JSON.stringify(m.stack([[0, 1], [1, 2], [3, null], [5, 5]]))", ""))
        .isEqualTo("[[0,1],[1,2],[4,null],[9,7]]");
  }

  private static String moment(String instant) {
    return told(
        "format.js",
        "moment(Date.parse('%s'), Date.parse('2026-11-30T20:00:00Z'))".formatted(instant));
  }

  private static String range(String query) {
    return told("state.js", "JSON.stringify(m.range(%s, 10000000))".formatted(query), "");
  }

  /** Returns the blocks of a text, written shortly. */
  private static String blocks(String text) {
    return String.valueOf(
        page.evaluate(
            """
            async ([module, text]) => {
              const { blocks } = await import(module);
              const all = (list) => list.map(written).join(' ');
              const written = (block) => ({
                paragraph: () => `p(${block.text})`,
                code: () => `code(${block.text})`,
                heading: () => `h${block.level}(${block.text})`,
                quote: () => `quote(${all(block.blocks)})`,
                list: () => (block.ordered ? 'ol' + (block.start === 1 ? '' : block.start) : 'ul') + `(${block.items.map(all).join(' | ')})`,
              })[block.type]();
              return all(blocks(text.split('\\n')));
            }""",
            List.of(SERVER.address() + "markdown.js", text)));
  }

  /** Calls a function of a module and returns the answer as text. */
  private static String told(String module, String call) {
    return told(module, call, "m.");
  }

  private static String told(String module, String call, String prefix) {
    Object answer =
        page.evaluate(
            "async () => { const m = await import('%s%s'); return String(%s%s); }"
                .formatted(SERVER.address(), module, prefix, call));
    // The narrow space before a unit is hard to tell from another in a table.
    return String.valueOf(answer).replace('\u202f', ' ');
  }
}
