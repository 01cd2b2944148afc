package io.gamekeeper.asset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a release makes.
 *
 * @param changes by path, including removed ones
 */
public record ReleasePlan(List<FileChange> changes) {

  /** The change of a path. */
  public enum Change {
    NEW,
    CHANGED,
    UNCHANGED,
    REMOVED
  }

  /** A path and its change; the file is the old one if it is removed. */
  public record FileChange(Change change, AssetFile file) {}

  public ReleasePlan {
    changes = List.copyOf(changes);
  }

  /** Compares files with what is published. */
  public static ReleasePlan of(List<AssetFile> files, Optional<Manifest> published) {
    Map<AssetPath, AssetFile> before = new TreeMap<>();
    published.ifPresent(
        manifest -> manifest.files().forEach(file -> before.put(file.path(), file)));
    List<FileChange> changes = new ArrayList<>();
    for (AssetFile file : files) {
      @Nullable AssetFile old = before.remove(file.path());
      Change change =
          old == null ? Change.NEW : old.equals(file) ? Change.UNCHANGED : Change.CHANGED;
      changes.add(new FileChange(change, file));
    }
    before.values().forEach(file -> changes.add(new FileChange(Change.REMOVED, file)));
    changes.sort((one, other) -> one.file().compareTo(other.file()));
    return new ReleasePlan(changes);
  }

  /** Returns whether players get the same as before. */
  public boolean isEmpty() {
    return count(Change.UNCHANGED) == changes.size();
  }

  /** Returns how many paths change in that way. */
  public long count(Change change) {
    return changes.stream().filter(c -> c.change() == change).count();
  }
}
