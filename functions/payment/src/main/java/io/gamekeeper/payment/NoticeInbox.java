package io.gamekeeper.payment;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inbox for stores' notifications. When {@link #keep} returns, the notice is on disk and will
 * be applied: at once if possible, otherwise by the {@link Reconciler}. A notice that arrives
 * several times has the effect of one.
 */
public final class NoticeInbox {
  private static final Logger LOG = LoggerFactory.getLogger(NoticeInbox.class);

  private final NoticeLog notices;
  private final InstantSource clock;

  public NoticeInbox(NoticeLog notices, InstantSource clock) {
    this.notices = notices;
    this.clock = clock;
  }

  /**
   * Keeps a notice whose signature was checked.
   *
   * @param raw as the store sent it
   * @throws LedgerUnavailableException if it could not be kept: the store must send it again
   * @throws OutcomeUnknownException likewise
   */
  public void keep(StoreNotice notice, String raw) {
    notices.keep(notice, raw, clock.instant());
    try {
      notices.apply(notice, clock.instant());
    } catch (LedgerUnavailableException | OutcomeUnknownException e) {
      LOG.warn("notice {} of {} is kept but not applied yet", notice.id(), notice.store().id(), e);
    }
  }
}
