package io.gamekeeper.local.aws.cloudfront;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cache of answers that is limited in bytes; the answer that was least recently used is removed
 * first.
 */
final class BoundedCache {
  private final long limitBytes;
  private final Map<String, CachedAnswer> answers = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  BoundedCache(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  synchronized @Nullable CachedAnswer get(String key) {
    return answers.get(key);
  }

  /** Keeps an answer, unless it would take a quarter of the room or its body is not in memory. */
  synchronized void put(String key, CachedAnswer answer) {
    remove(key);
    if (answer.bytes() > limitBytes / 4 || answer.answer().body() instanceof Body.Remote) {
      return;
    }
    answers.put(key, answer);
    bytes += answer.bytes();
    Iterator<CachedAnswer> oldest = answers.values().iterator();
    while (bytes > limitBytes) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }

  private void remove(String key) {
    CachedAnswer before = answers.remove(key);
    if (before != null) {
      bytes -= before.bytes();
    }
  }

  synchronized long bytes() {
    return bytes;
  }
}
