-- Text is compared by its bytes (utf8mb4_bin), as ids are case-sensitive. That collation takes 'a' and
-- 'a ' for the same, so what others choose freely – keys, stores' ids – is VARBINARY, which does not.
-- Times are UTC. Amounts are in minor units.
--
-- Like every script here it can be run again after it has ended anywhere: see package-info.java of
-- io.gamekeeper.payment.database.

-- Every request that came to something, and how far it is.
CREATE TABLE IF NOT EXISTS purchases (
  id CHAR(36) NOT NULL,
  player VARCHAR(64) NOT NULL,
  idempotency_key VARBINARY(128) NOT NULL,
  fingerprint CHAR(64) NOT NULL,
  trace_id VARCHAR(128) NOT NULL,
  state VARCHAR(12) NOT NULL,
  refusal VARCHAR(40),
  -- 0 granted, 1 taken back, 2 reinstated, …
  version INT NOT NULL,
  -- How many rows of the outbox are not published.
  unpublished INT NOT NULL,
  sku VARCHAR(40) NOT NULL,
  quantity INT NOT NULL,
  store VARCHAR(12) NOT NULL,
  currency VARCHAR(32),
  price BIGINT,
  receipt MEDIUMTEXT,
  transaction_id VARBINARY(512),
  -- What the store's acknowledgement names the payment by.
  handle TEXT,
  product VARCHAR(255),
  paid_at DATETIME(3),
  limit_period VARCHAR(10),
  created_at DATETIME(3) NOT NULL,
  granted_at DATETIME(3),
  acknowledged_at DATETIME(3),
  -- When the store decided what was applied last of what it told.
  judged_at DATETIME(3),
  attempts INT NOT NULL,
  next_attempt_at DATETIME(3),
  PRIMARY KEY (id),
  CONSTRAINT one_per_key UNIQUE (player, idempotency_key),
  CONSTRAINT one_per_transaction UNIQUE (store, transaction_id),
  KEY due (next_attempt_at),
  KEY unfinished (state, created_at),
  CONSTRAINT known_state CHECK (state IN ('preparing', 'executing', 'committed', 'compensating', 'compensated', 'refused')),
  CONSTRAINT some_quantity CHECK (quantity > 0),
  CONSTRAINT no_negative_price CHECK (price >= 0),
  CONSTRAINT no_negative_version CHECK (version >= 0),
  CONSTRAINT no_negative_unpublished CHECK (unpublished >= 0),
  CONSTRAINT granted_with_state CHECK ((granted_at IS NULL) = (state IN ('preparing', 'refused'))),
  CONSTRAINT refused_with_reason CHECK ((refusal IS NOT NULL) = (state = 'refused')),
  CONSTRAINT granted_at_a_price CHECK (granted_at IS NULL OR (price IS NOT NULL AND currency IS NOT NULL)),
  CONSTRAINT paid_somewhere CHECK (granted_at IS NULL OR store = 'wallet' OR transaction_id IS NOT NULL),
  CONSTRAINT even_versions_stand CHECK (state NOT IN ('executing', 'committed') OR version % 2 = 0),
  CONSTRAINT odd_versions_are_taken_back CHECK (state NOT IN ('compensating', 'compensated') OR version % 2 = 1),
  CONSTRAINT finished_when_published CHECK (state NOT IN ('committed', 'compensated') OR unpublished = 0),
  CONSTRAINT committed_when_acknowledged CHECK (state <> 'committed' OR acknowledged_at IS NOT NULL)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

-- The double-entry ledger: the lines of one (purchase, version) and asset sum to zero. Never changed.
CREATE TABLE IF NOT EXISTS ledger (
  purchase_id CHAR(36) NOT NULL,
  version INT NOT NULL,
  line INT NOT NULL,
  account VARCHAR(80) NOT NULL,
  asset VARCHAR(80) NOT NULL,
  amount BIGINT NOT NULL,
  at DATETIME(3) NOT NULL,
  PRIMARY KEY (purchase_id, version, line),
  KEY by_account (account, asset, amount),
  CONSTRAINT lines_move_something CHECK (amount <> 0),
  CONSTRAINT ledger_of_purchase FOREIGN KEY (purchase_id) REFERENCES purchases (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

-- What players have of the game's currencies. What is to be taken back but was spent is owed, and
-- later credits pay it off first: whoever owes has nothing.
CREATE TABLE IF NOT EXISTS wallets (
  player VARCHAR(64) NOT NULL,
  currency VARCHAR(32) NOT NULL,
  balance BIGINT NOT NULL,
  owed BIGINT NOT NULL,
  PRIMARY KEY (player, currency),
  CONSTRAINT no_overdraft CHECK (balance >= 0),
  CONSTRAINT no_negative_debt CHECK (owed >= 0),
  CONSTRAINT no_money_beside_debt CHECK (balance = 0 OR owed = 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

-- What players have of items; owed as in wallets.
CREATE TABLE IF NOT EXISTS inventory (
  player VARCHAR(64) NOT NULL,
  item VARCHAR(40) NOT NULL,
  quantity BIGINT NOT NULL,
  owed BIGINT NOT NULL,
  PRIMARY KEY (player, item),
  CONSTRAINT no_negative_quantity CHECK (quantity >= 0),
  CONSTRAINT no_negative_items_owed CHECK (owed >= 0),
  CONSTRAINT no_items_beside_debt CHECK (quantity = 0 OR owed = 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

-- How many of a sku players have bought in a period. The wallet's purchases are refused beyond the
-- limit; a store's, which are paid, raise it.
CREATE TABLE IF NOT EXISTS limits (
  player VARCHAR(64) NOT NULL,
  sku VARCHAR(40) NOT NULL,
  period VARCHAR(10) NOT NULL,
  bought BIGINT NOT NULL,
  most BIGINT NOT NULL,
  PRIMARY KEY (player, sku, period),
  CONSTRAINT within_limit CHECK (bought <= most),
  CONSTRAINT something_bought CHECK (bought > 0)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

-- Events written together with what they tell of; published afterwards.
CREATE TABLE IF NOT EXISTS outbox (
  seq BIGINT NOT NULL AUTO_INCREMENT,
  purchase_id CHAR(36) NOT NULL,
  version INT NOT NULL,
  event VARCHAR(40) NOT NULL,
  at DATETIME(3) NOT NULL,
  trace_id VARCHAR(128) NOT NULL,
  player VARCHAR(64) NOT NULL,
  sku VARCHAR(40) NOT NULL,
  quantity INT NOT NULL,
  store VARCHAR(12) NOT NULL,
  currency VARCHAR(32) NOT NULL,
  price BIGINT NOT NULL,
  published_at DATETIME(3),
  PRIMARY KEY (seq),
  CONSTRAINT one_event_per_version UNIQUE (purchase_id, version),
  KEY unpublished (published_at, seq),
  CONSTRAINT event_of_purchase FOREIGN KEY (purchase_id) REFERENCES purchases (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

-- What stores told, as they sent it.
CREATE TABLE IF NOT EXISTS notices (
  store VARCHAR(12) NOT NULL,
  notice_id VARBINARY(640) NOT NULL,
  kind VARCHAR(255) NOT NULL,
  meaning VARCHAR(12) NOT NULL,
  transaction_id VARBINARY(512),
  sent_at DATETIME(3) NOT NULL,
  -- When the store decided what it tells.
  decided_at DATETIME(3) NOT NULL,
  raw MEDIUMTEXT NOT NULL,
  kept_at DATETIME(3) NOT NULL,
  applied_at DATETIME(3),
  PRIMARY KEY (store, notice_id),
  KEY of_transaction (store, transaction_id),
  KEY waiting (applied_at, decided_at),
  CONSTRAINT known_meaning CHECK (meaning IN ('taken-back', 'reinstated', 'nothing')),
  CONSTRAINT about_a_transaction CHECK (meaning = 'nothing' OR transaction_id IS NOT NULL)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

-- Takings back (odd versions) and reinstatements (even ones), each at most once. The compensation's
-- id names the store and its transaction.
CREATE TABLE IF NOT EXISTS compensations (
  compensation_id VARBINARY(530) NOT NULL,
  version INT NOT NULL,
  purchase_id CHAR(36) NOT NULL,
  notice_id VARBINARY(640) NOT NULL,
  at DATETIME(3) NOT NULL,
  PRIMARY KEY (compensation_id, version),
  CONSTRAINT one_compensation_per_version UNIQUE (purchase_id, version),
  CONSTRAINT compensation_of_purchase FOREIGN KEY (purchase_id) REFERENCES purchases (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

-- How far stores were asked for what they took back.
CREATE TABLE IF NOT EXISTS watermarks (
  store VARCHAR(12) NOT NULL,
  at DATETIME(3) NOT NULL,
  PRIMARY KEY (store)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;
