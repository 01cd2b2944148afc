package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.asset.AssetFile;
import io.gamekeeper.asset.AssetPath;
import io.gamekeeper.asset.Channel;
import io.gamekeeper.asset.Location;
import io.gamekeeper.asset.Manifest;
import io.gamekeeper.asset.Outcome;
import io.gamekeeper.asset.Release;
import io.gamekeeper.asset.ReleasePlan;
import io.gamekeeper.asset.Sha256;
import io.gamekeeper.asset.Warming;
import io.gamekeeper.asset.client.Update;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AssetCommandTest {
  private static final Channel LIVE = new Channel("live");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final PrintWriter writer = new PrintWriter(out, true);

  private static AssetFile file(String path, int content, long size) {
    return new AssetFile(
        new AssetPath(path),
        Sha256.of(new byte[] {(byte) content}),
        size,
        "application/octet-stream");
  }

  private static Manifest manifest(long number, AssetFile... files) {
    return new Manifest(LIVE, number, Instant.parse("2026-11-21T10:00:00Z"), List.of(files));
  }

  @Test
  void aReleaseIsATableOfWhatChangedAndHowItWasTaken() {
    Manifest before = manifest(6, file("a", 1, 10), file("b", 2, 20), file("gone", 3, 30));
    Manifest after = manifest(7, file("a", 1, 10), file("b", 4, 25), file("new/c", 5, 5));
    Location fra = new Location("FRA", Optional.of("127.0.0.1:9001"));

    AssetCommand.print(
        new Outcome.Published(
            after,
            ReleasePlan.of(after.files(), Optional.of(before)),
            2,
            30,
            0,
            List.of(new Warming(fra, 2, 1, 2, 60))),
        writer);

    assertThat(out.toString().lines())
        .containsExactly(
            "changed             25  b",
            "removed             30  gone",
            "new                  5  new/c",
            "files: 1 new, 1 changed, 1 unchanged, 1 removed",
            "uploaded 2 contents, 30 bytes; 0 bytes were there from an interrupted upload",
            "FRA       first 1 hits, 1 misses; then 2 hits, 0 misses; 60 bytes",
            "the channel live is at release 7");
  }

  @Test
  void nothingToReleaseIsSaid() {
    AssetCommand.print(new Outcome.Unchanged(manifest(7, file("a", 1, 10)), 0), writer);
    AssetCommand.print(new Outcome.Unchanged(manifest(7, file("a", 1, 10)), 2), writer);

    assertThat(out.toString().lines())
        .containsExactly(
            "nothing changed: the channel live stays at release 7",
            "the bucket lacked 2 contents, uploaded again",
            "nothing changed: the channel live stays at release 7");
  }

  @Test
  void aListMarksWhatPlayersGet() {
    Instant at = Instant.parse("2026-11-21T10:00:00Z");
    AssetCommand.print(
        List.of(new Release(2, at, 3, 40, true), new Release(1, at, 1, 10, false)), writer);

    assertThat(out.toString().lines())
        .containsExactly(
            "       2  2026-11-21T10:00:00Z  3 files, 40 bytes  current",
            "       1  2026-11-21T10:00:00Z  1 files, 10 bytes",
            "2 releases");
  }

  @Test
  void aFetchSaysWhatCameAndWhatDidNotHaveTo() {
    AssetCommand.print(new Update.Updated(0, 2, 3, 1, 25, 40), writer);
    AssetCommand.print(new Update.UpToDate(2), writer);
    AssetCommand.print(new Update.Repaired(2, 3, 1, 25), writer);
    AssetCommand.print(new Update.Older(2, 1), writer);

    assertThat(out.toString().lines())
        .containsExactly(
            "release 2 instead of none: 3 files, 1 contents fetched",
            "25 bytes fetched, 40 saved",
            "release 2 is there already",
            "0 bytes fetched",
            "release 2 was there already, but damaged: 3 files repaired, 1 contents fetched",
            "25 bytes fetched",
            "the location still offers release 1; release 2 stays");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "asset release                                             | DIR",
        "asset release . --channel                                 | --channel",
        "asset release .                                           | --channel",
        "asset release . --channel Live                            | not a channel's name: 'Live'",
        "asset release . --channel live --location FRA             | NAME=HOST:PORT",
        "asset release . --channel live --location FRA=a           | not HOST:PORT: 'a'",
        "asset release . --channel live --location F/A=a:1         | not a location's name",
        "asset release . --channel live --stage dev --port 1       | exclude each other",
        "asset rollback --channel live                             | --to",
        "asset rollback --channel live --to yesterday              | --to",
        "asset fetch --channel live                                | DIR",
      })
  void wrongUsageIsOneLineThatSaysWhatIsWrong(String line, String says) {
    int status =
        Gamekeeper.commandLine(new Console(writer, new PrintWriter(err, true), false))
            .execute(line.split(" +"));

    assertThat(status).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines()).singleElement().asString().contains(says);
  }
}
