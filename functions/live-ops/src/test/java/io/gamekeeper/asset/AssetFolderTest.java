package io.gamekeeper.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AssetFolderTest {
  @TempDir private Path folder;

  private void file(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private AssetFolder scan() {
    return AssetFolder.scan(folder, AssetLimits.DEFAULT);
  }

  private AssetFolder scan(long fileBytes, long totalBytes, int files) {
    return AssetFolder.scan(folder, new AssetLimits(fileBytes, totalBytes, files));
  }

  @Test
  void filesAreListedByPathWithHashSizeAndType() throws Exception {
    file("sounds/wind.ogg", "whoo");
    file("maps/forest.json", "{}");
    file("empty", "");

    AssetFolder scanned = scan();

    assertThat(scanned.assets())
        .extracting(LocalAsset::file)
        .containsExactly(
            asset("empty", "", "application/octet-stream"),
            asset("maps/forest.json", "{}", "application/json"),
            asset("sounds/wind.ogg", "whoo", "audio/ogg"));
    assertThat(scanned.bytes()).isEqualTo(6);
  }

  private static AssetFile asset(String path, String content, String type) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return new AssetFile(new AssetPath(path), Sha256.of(bytes), bytes.length, type);
  }

  @Test
  void hiddenFilesAndFoldersAreLeftOutAndCounted() throws Exception {
    file("a", "a");
    file(".DS_Store", "x");
    file(".git/config", "x");

    assertThat(scan().assets()).hasSize(1);
    assertThat(scan().hidden()).isEqualTo(2);
  }

  @Test
  void aSymbolicLinkIsRefusedWhereverItLeads() throws Exception {
    file("a", "a");
    Files.createSymbolicLink(folder.resolve("b"), Path.of("/etc/passwd"));
    assertThatThrownBy(this::scan)
        .isInstanceOf(AssetException.class)
        .hasMessageContaining("b is a symbolic link");

    Files.delete(folder.resolve("b"));
    Files.createSymbolicLink(folder.resolve("c"), folder.resolve("a"));
    assertThatThrownBy(this::scan).hasMessageContaining("c is a symbolic link");

    Files.delete(folder.resolve("c"));
    Files.createSymbolicLink(folder.resolve("loop"), folder);
    assertThatThrownBy(this::scan).hasMessageContaining("loop is a symbolic link");
  }

  @Test
  void namesThatDifferByCaseOnlyAreRefused() throws Exception {
    file("Maps/a", "1");
    file("maps/b", "2");

    assertThatThrownBy(this::scan)
        .hasMessageContaining("'Maps' and 'maps' are the same where case does not count");
  }

  @Test
  void limitsAreNamed() throws Exception {
    file("a", "12345");
    file("b", "12345");

    assertThat(scan(5, 10, 2).assets()).hasSize(2);
    assertThatThrownBy(() -> scan(4, 10, 2))
        .hasMessageContaining("has 5 bytes, more than a file may have: 4");
    assertThatThrownBy(() -> scan(5, 9, 2)).hasMessageContaining("holds more than 9 bytes");
    assertThatThrownBy(() -> scan(5, 10, 1)).hasMessageContaining("holds more than 1 files");
  }

  @Test
  void whatIsNoFolderOrEmptyIsRefused() throws Exception {
    assertThatThrownBy(this::scan).hasMessage(folder + " holds no file to release");
    assertThatThrownBy(() -> AssetFolder.scan(folder.resolve("absent"), AssetLimits.DEFAULT))
        .hasMessage(folder.resolve("absent") + " is not a folder");
  }

  @Test
  void whatCannotBeReadIsNamed() throws Exception {
    file("a", "1");
    Process pipe = new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start();
    assertThat(pipe.waitFor()).isZero();

    assertThatThrownBy(this::scan)
        .isInstanceOf(AssetException.class)
        .hasMessage(folder.resolve("pipe") + " is neither a file nor a folder");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "a/./b", "a\\b", "a:b", "C:", "a*", "a?",
        "a\"", "a<", "a>", "a|", "a\nb", "a\u0000", "a.", "a ", " a", "a./b", ".. /a", "e\u0301",
        "\ud800"
      })
  void pathsThatNoClientMayTakeAreRefused(String path) {
    assertThatThrownBy(() -> new AssetPath(path)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "con               | Windows keeps for a device: 'con'",
        "CON.txt           | Windows keeps for a device",
        "con .png          | Windows keeps for a device",
        "a/Nul  .tar.gz/b  | Windows keeps for a device: 'Nul  .tar.gz'",
        "com1.png          | Windows keeps for a device",
        "COM¹.txt          | Windows keeps for a device",
        "lpt9              | Windows keeps for a device",
        "CONIN$            | Windows keeps for a device",
        "conout$.txt       | Windows keeps for a device",
        "a\uE000          | not assigned",
        "a\uFFFF          | not assigned",
        "a\u0085b         | a control character",
        "a\u2028b         | a control character",
      })
  void namesThatSomeSystemCannotStoreAreNotReleased(String path, String reason) throws Exception {
    file("fine", "1");
    file(path, "2");

    assertThatThrownBy(this::scan)
        .isInstanceOf(AssetException.class)
        .hasMessageStartingWith(folder + ": the path '")
        .hasMessageContaining(reason);
  }

  @Test
  void namesThatAreTooLongAreNotReleased() throws Exception {
    String ten = "abcdefghi/";
    file(ten.repeat(14) + "abcdefghij", "1");
    assertThat(scan().assets()).hasSize(1);

    file(ten.repeat(15) + "a", "1");
    assertThatThrownBy(this::scan)
        .hasMessageContaining(
            "has 151 characters, more than the 150 that fit below a game's folder on Windows");
    Files.delete(folder.resolve(ten.repeat(15) + "a"));
    file("漢".repeat(67), "1");
    assertThatThrownBy(this::scan).hasMessageContaining("a name longer than 200 bytes");
  }

  /** Latin-1's é, which is no UTF-8: what Java makes of it depends on the locale. */
  @Test
  void aNameThatIsNoTextIsRefusedByName() throws Exception {
    file("a", "1");
    String command = "printf x > \"$(printf 'caf\\351.png')\"";
    Process shell = new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).start();
    assertThat(shell.waitFor()).isZero();

    assertThatThrownBy(this::scan)
        .isInstanceOf(AssetException.class)
        .hasMessageContaining("/caf%E9.png (bytes as %XX) cannot be read")
        .hasMessageContaining("LC_ALL=C.UTF-8");
  }

  @Test
  void aNameWithTheCharacterForWhatCannotBeDecodedIsAName() throws Exception {
    file("a\uFFFD", "1");

    assertThat(scan().assets()).hasSize(1);
  }

  /**
   * Every pair of Unicode that is the same without case ("Default Caseless Matching"), as far as
   * the JDK's own mappings make it: also one character and several, and after composing anew.
   */
  @Test
  void noTwoNamesThatFoldToTheSameAreReleasedTogether() {
    int pairs = 0;
    for (int c = 0x21; c <= Character.MAX_CODE_POINT; c++) {
      String one = Character.toString(c);
      if (!Character.isLetter(c) && Character.getType(c) != Character.NON_SPACING_MARK) {
        continue;
      }
      for (String other :
          List.of(
              one.toUpperCase(Locale.ROOT),
              one.toLowerCase(Locale.ROOT),
              one.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT),
              Character.toString(Character.toTitleCase(c)))) {
        if (collide("a" + one, "a" + other)) {
          pairs++;
        }
      }
    }
    assertThat(pairs).isGreaterThan(2_500);
  }

  @ParameterizedTest
  @CsvSource({
    "ß, ẞ",
    "ß, SS",
    "ẞ, ss",
    "ΐ, \u03AA\u0301",
    "ΰ, \u03AB\u0301",
    "ῒ, \u03AA\u0300",
    "ῧ, \u03AB\u0342",
    "ﬁ, FI",
    "ŉ, ʼN",
    "ς, Σ",
    "\u212A, k",
    "ſ, s",
    "İ, i\u0307",
    "ᾳ, ΑΙ"
  })
  void namesOfSeveralLettersFold(String one, String other) {
    assertThat(collide(one, other)).isTrue();
  }

  /** Returns whether they are two names, which then must not be released together. */
  private static boolean collide(String one, String other) {
    AssetPath first = composed(one);
    AssetPath second = composed(other);
    if (first.equals(second)) {
      return false;
    }
    assertThatThrownBy(() -> ReleaseNames.check(List.of(first, second)))
        .as("%s and %s", first, second)
        .isInstanceOf(IllegalArgumentException.class);
    return true;
  }

  private static AssetPath composed(String path) {
    return new AssetPath(Normalizer.normalize(path, Normalizer.Form.NFC));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a b", "a/b/c.png", "größe/漢字.json", "icon.png", "com10", "a..b", ".a"})
  void otherPathsAreTaken(String path) {
    assertThat(new AssetPath(path).value()).isEqualTo(path);
  }

  @Test
  void pathsThatAreTooLongAreRefused() {
    assertThatThrownBy(() -> new AssetPath("abcdefgh/".repeat(60) + "a"))
        .hasMessageContaining("512 bytes");
  }

  /** Whatever a path is, taken or refused: below a folder it never leaves it. */
  @Property(tries = 500)
  void noPathLeavesItsFolder(@ForAll("paths") String text) {
    AssetPath path;
    try {
      path = new AssetPath(text);
    } catch (IllegalArgumentException e) {
      return;
    }
    Path root = Path.of("/root/folder");

    assertThat(root.resolve(path.value()).normalize()).startsWithRaw(root).isNotEqualTo(root);
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of("a", "B", "b", "/", "..", ".", "\\", ":", " ", "é")
        .list()
        .ofMaxSize(7)
        .map(parts -> String.join("", parts));
  }

  /** Together with a path, its spelling in another case, or a file below it, is refused. */
  @Property(tries = 200)
  void pathsThatMeetOnAnyPlatformAreRefused(@ForAll("names") String name) {
    AssetPath path = new AssetPath("x/" + name);
    Stream.of(
            "x/" + name.toUpperCase(Locale.ROOT),
            "X/" + name + "2",
            "x/" + name + "/below",
            "x/" + name.toUpperCase(Locale.ROOT) + "/below")
        .map(AssetPath::new)
        .filter(other -> !other.equals(path))
        .forEach(
            other -> {
              assertThatThrownBy(() -> ReleaseNames.check(List.of(path, other)))
                  .isInstanceOf(IllegalArgumentException.class);
              assertThatThrownBy(() -> ReleaseNames.check(List.of(other, path)))
                  .isInstanceOf(IllegalArgumentException.class);
            });
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars("abcéñ").ofMinLength(1).ofMaxLength(6);
  }
}
