package io.gamekeeper.insight;

import java.util.List;

/** The purchases' events that were delivered and are not counted yet. */
public interface PurchaseInbox {
  /** Returns the oldest events, at most so many, oldest first. */
  List<PurchaseEvent> oldest(int limit);
}
