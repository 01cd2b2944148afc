package io.gamekeeper.platform.audit;

import java.time.LocalDate;
import java.util.List;

/** The entries of all changes, to which is only added. */
public interface AuditTrail {

  /** Adds an entry; when this returns, it is durable. */
  void append(AuditEntry entry);

  /** Returns the entries of a day in UTC, newest first, at most so many. */
  List<AuditEntry> on(LocalDate day, int limit);
}
