package io.gamekeeper.cli;

import static java.util.Objects.requireNonNull;

import io.gamekeeper.asset.AssetException;
import io.gamekeeper.asset.AssetFolder;
import io.gamekeeper.asset.AssetLimits;
import io.gamekeeper.asset.Channel;
import io.gamekeeper.asset.Location;
import io.gamekeeper.asset.NoReleaseException;
import io.gamekeeper.asset.Outcome;
import io.gamekeeper.asset.Publication;
import io.gamekeeper.asset.Release;
import io.gamekeeper.asset.ReleasePlan;
import io.gamekeeper.asset.ReleasePlan.Change;
import io.gamekeeper.asset.Warming;
import io.gamekeeper.asset.client.AssetClient;
import io.gamekeeper.asset.client.Check;
import io.gamekeeper.asset.client.Update;
import io.gamekeeper.asset.http.AssetHttp;
import io.gamekeeper.asset.http.HttpDelivery;
import io.gamekeeper.asset.http.HttpReleaseSource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The group of commands on releases of assets; it does nothing by itself. */
@Command(
    name = "asset",
    description = "Release a game's assets, roll back, and fetch them.",
    subcommands = {
      AssetCommand.MakeRelease.class,
      AssetCommand.Rollback.class,
      AssetCommand.ListReleases.class,
      AssetCommand.Fetch.class
    })
final class AssetCommand {
  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final int AT_ONCE = 8;

  /** Reads a channel's name. */
  static final class ChannelConverter implements ITypeConverter<Channel> {
    @Override
    public Channel convert(String text) {
      try {
        return new Channel(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Reads a location. */
  static final class LocationConverter implements ITypeConverter<Location> {
    @Override
    public Location convert(String text) {
      try {
        return Location.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** The options that all of them share: which channel, and where. */
  static final class Options {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
        names = "--channel",
        required = true,
        paramLabel = "NAME",
        converter = ChannelConverter.class,
        description = "The line of releases, for instance live.")
    private @Nullable Channel channel;

    @Option(
        names = "--stage",
        paramLabel = "NAME",
        description =
            "A stage in the AWS account of this machine's credentials, instead of the one that runs on"
                + " this machine.")
    private @Nullable String stage;

    @Mixin private final StageOption local = new StageOption();

    Channel channel() {
      return requireNonNull(channel);
    }

    /** Does something with the stage's assets; a problem with them becomes one line. */
    int with(Work work) {
      if (stage != null && local.isGiven()) {
        throw new ParameterException(
            requireNonNull(command).commandLine(), "--stage and --port exclude each other");
      }
      try {
        if (stage != null) {
          try (AssetPlace place = AssetPlace.ofAccount(stage)) {
            return work.run(place);
          }
        }
        try (StageClient found = local.find(Project.current());
            AssetPlace place = AssetPlace.of(found)) {
          return work.run(place);
        }
      } catch (AssetException e) {
        throw new CommandFailure(String.valueOf(e.getMessage()), e);
      } catch (InterruptedException e) {
        throw new CommandFailure("interrupted", e);
      }
    }

    @FunctionalInterface
    interface Work {
      int run(AssetPlace place) throws InterruptedException;
    }
  }

  /** The options of a release: the locations that it is fetched through. */
  static final class Warm {
    @Option(
        names = "--location",
        paramLabel = "NAME=HOST:PORT",
        converter = LocationConverter.class,
        description =
            "An edge location of the CDN to fetch every changed file through; may be repeated. Default: all locations of the local stage, the nearest one of a stage in an account.")
    private List<Location> locations = new ArrayList<>();

    /** Publishes something and reports it. */
    int publish(AssetPlace place, Console console, Step step) throws InterruptedException {
      try (AssetHttp http = new AssetHttp(place.url(), IDLE)) {
        List<Location> through = locations.isEmpty() ? place.locations().get() : locations;
        print(step.run(publication(place, console, http, through)), console.out());
        return 0;
      }
    }

    @FunctionalInterface
    interface Step {
      Outcome run(Publication publication) throws InterruptedException;
    }
  }

  private static Publication publication(
      AssetPlace place, Console console, AssetHttp http, List<Location> locations) {
    return new Publication(
        place.store(),
        new HttpDelivery(http),
        place.signer(),
        place.key(),
        locations,
        new Publication.Surroundings(
            InstantSource.system(),
            Thread::sleep,
            RandomGenerator.getDefault(),
            console::progress,
            AT_ONCE));
  }

  /** Publishes a folder. */
  @Command(
      name = "release",
      description = {
        "Publish a folder's files: upload what changed, fetch it through the CDN, show it.",
        "Players get all of it or nothing. If it fails, the same command continues from there. Files"
            + " and folders whose name begins with a dot are left out. Names must be such that every"
            + " player's system can store them: docs/asset-names.md says which."
      })
  static final class MakeRelease implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "DIR", description = "The folder.")
    private Path folder = Path.of("");

    @Mixin private final Options options = new Options();
    @Mixin private final Warm warm = new Warm();

    MakeRelease(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      return options.with(
          place -> {
            AssetFolder files = AssetFolder.scan(folder, AssetLimits.DEFAULT);
            if (files.hidden() > 0) {
              console.progress("hidden files and folders left out: " + files.hidden());
            }
            return warm.publish(
                place, console, publication -> publication.release(options.channel(), files));
          });
    }
  }

  /** Publishes an old release's files. */
  @Command(
      name = "rollback",
      description = "Publish an old release's files again, under a new number.")
  static final class Rollback implements Callable<Integer> {
    private final Console console;

    @Option(
        names = "--to",
        required = true,
        paramLabel = "NUMBER",
        description = "The release whose files players are to get.")
    private long number;

    @Mixin private final Options options = new Options();
    @Mixin private final Warm warm = new Warm();

    Rollback(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      return options.with(
          place ->
              warm.publish(
                  place, console, publication -> publication.rollback(options.channel(), number)));
    }
  }

  /** Lists releases. */
  @Command(name = "list", description = "List a channel's releases, the newest first.")
  static final class ListReleases implements Callable<Integer> {
    private final Console console;

    @Mixin private final Options options = new Options();

    ListReleases(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      return options.with(
          place -> {
            try (AssetHttp http = new AssetHttp(place.url(), IDLE)) {
              // Nothing is fetched for a list, so any location will do.
              print(
                  publication(place, console, http, List.of(Location.nearest()))
                      .list(options.channel()),
                  console.out());
              return 0;
            }
          });
    }
  }

  /** Fetches a release as a game does at its start. */
  @Command(
      name = "fetch",
      description = {
        "Bring a folder to a channel's release as a game would.",
        "Fetches what is not there yet, checks signature and hashes, and switches at once. May be"
            + " interrupted and repeated at any time. Files that are missing or changed in the folder are fetched again. A folder that holds anything but a game's assets is refused."
      })
  static final class Fetch implements Callable<Integer> {
    private final Console console;

    @Parameters(
        index = "0",
        paramLabel = "DIR",
        description = "The folder; it is created if it does not exist.")
    private Path folder = Path.of("");

    @Option(
        names = "--location",
        paramLabel = "NAME=HOST:PORT",
        converter = LocationConverter.class,
        description = "The edge location of the CDN to fetch from.")
    private @Nullable Location location;

    @Option(
        names = "--verify",
        description = "Hash every file that is kept, not only those that were written since.")
    private boolean verify;

    @Mixin private final Options options = new Options();

    Fetch(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      return options.with(
          place -> {
            Location from = location == null ? place.locations().get().getFirst() : location;
            try (AssetHttp http = new AssetHttp(place.url(), IDLE)) {
              AssetClient client =
                  new AssetClient(
                      folder,
                      options.channel(),
                      place.key(),
                      new HttpReleaseSource(http, from),
                      Thread::sleep);
              print(client.update(verify ? Check.THOROUGH : Check.QUICK), console.out());
              console.out().println(client.current().map(Path::toString).orElse("no release"));
              return 0;
            } catch (NoReleaseException e) {
              List<Channel> channels = place.store().channels();
              // It may be there and just not served, for instance not in this country.
              throw channels.contains(options.channel())
                  ? e
                  : new NoReleaseException(options.channel(), channels);
            }
          });
    }
  }

  /**
   * Prints what changed, what was sent, how the locations cached it, and the number as the last
   * line.
   */
  static void print(Outcome outcome, PrintWriter out) {
    switch (outcome) {
      case Outcome.Unchanged(var manifest, var repaired) -> {
        if (repaired > 0) {
          out.printf("the bucket lacked %d contents, uploaded again%n", repaired);
        }
        out.printf(
            "nothing changed: the channel %s stays at release %d%n",
            manifest.channel(), manifest.number());
      }
      case Outcome.Published published -> {
        ReleasePlan plan = published.plan();
        plan.changes().stream()
            .filter(change -> change.change() != Change.UNCHANGED)
            .forEach(
                change ->
                    out.printf(
                        "%-9s %12d  %s%n",
                        lower(change.change()), change.file().size(), change.file().path()));
        out.printf(
            "files: %d new, %d changed, %d unchanged, %d removed%n",
            plan.count(Change.NEW),
            plan.count(Change.CHANGED),
            plan.count(Change.UNCHANGED),
            plan.count(Change.REMOVED));
        out.printf(
            "uploaded %d contents, %d bytes; %d bytes were there from an interrupted upload%n",
            published.uploaded(), published.sentBytes(), published.resumedBytes());
        for (Warming warming : published.warmings()) {
          out.printf(
              "%-9s first %d hits, %d misses; then %d hits, %d misses; %d bytes%n",
              warming.location().name(),
              warming.firstHits(),
              warming.contents() - warming.firstHits(),
              warming.secondHits(),
              warming.contents() - warming.secondHits(),
              warming.bytes());
        }
        out.printf(
            "the channel %s is at release %d%n",
            published.manifest().channel(), published.number());
      }
    }
  }

  private static String lower(Change change) {
    return change.name().toLowerCase(Locale.ROOT);
  }

  static void print(List<Release> releases, PrintWriter out) {
    for (Release release : releases) {
      out.printf(
          "%8d  %s  %d files, %d bytes%s%n",
          release.number(),
          release.publishedAt(),
          release.files(),
          release.bytes(),
          release.current() ? "  current" : "");
    }
    out.printf("%d releases%n", releases.size());
  }

  static void print(Update update, PrintWriter out) {
    switch (update) {
      case Update.Updated updated -> {
        out.printf(
            "release %d instead of %s: %d files, %d contents fetched%n",
            updated.number(),
            updated.before() == 0 ? "none" : updated.before(),
            updated.files(),
            updated.fetched());
        out.printf("%d bytes fetched, %d saved%n", updated.fetchedBytes(), updated.savedBytes());
      }
      case Update.Repaired repaired -> {
        out.printf(
            "release %d was there already, but damaged: %d files repaired, %d contents fetched%n",
            repaired.number(), repaired.files(), repaired.fetched());
        out.printf("%d bytes fetched%n", repaired.fetchedBytes());
      }
      case Update.UpToDate(long number) -> {
        out.printf("release %d is there already%n", number);
        out.printf("0 bytes fetched%n");
      }
      case Update.Older(long number, long offered) ->
          out.printf("the location still offers release %d; release %d stays%n", offered, number);
    }
  }
}
