package io.gamekeeper.platform.erasure;

import io.gamekeeper.contract.erasure.ErasurePart;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A round of one part through the erasures that are not finished. A timer starts one each minute,
 * so whatever is left undone is done by a later one; one player's failure holds nobody else up.
 */
public final class ErasureRound {
  private static final Logger LOG = LoggerFactory.getLogger(ErasureRound.class);

  private final Erasures erasures;
  private final InstantSource clock;

  public ErasureRound(Erasures erasures, InstantSource clock) {
    this.erasures = erasures;
    this.clock = clock;
  }

  /**
   * Lets a part do what it has not done yet.
   *
   * @param work erases what the part holds of a player; tells whether nothing is left. It must be
   *     repeatable: who stops between the work and its confirmation does it again.
   * @return how many erasures the part has {@code done}, will go on with ({@code waiting}) and
   *     could not go on with ({@code failed})
   */
  public Map<String, Object> run(ErasurePart part, Predicate<Erasure> work) {
    int done = 0;
    int waiting = 0;
    int failed = 0;
    for (Erasure erasure : erasures.unfinished()) {
      if (erasure.isDone(part)) {
        continue;
      }
      try {
        if (work.test(erasure)) {
          erasures.done(erasure, part, clock.instant());
          done++;
        } else {
          waiting++;
        }
      } catch (RuntimeException e) { // the erasure stays unfinished, and says so
        LOG.error("Erasure {} fails at {}", erasure.id(), part.key(), e);
        erasures.failed(erasure, part, e.getClass().getSimpleName());
        failed++;
      }
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("done", done);
    answer.put("waiting", waiting);
    answer.put("failed", failed);
    return answer;
  }
}
