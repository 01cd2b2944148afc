-- Refunds of a part of a payment, and purchases that cost no money because they test.
--
-- The previous version goes on working: it never writes what is new here. A purchase of which a part
-- is taken back is refused to it by a CHECK when it would take all of it back once more; the notice
-- stays kept until the new version applies it.

-- refunded_part of refunded_of is what is taken back of a purchase that stands. Versions do not
-- alternate any more: each refund of another part is one.
SET @change = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()
    AND table_name = 'purchases' AND column_name = 'refunded_part') = 0,
  'ALTER TABLE purchases
    ADD COLUMN refunded_part INT NOT NULL DEFAULT 0,
    ADD COLUMN refunded_of INT NOT NULL DEFAULT 1,
    ADD COLUMN test BOOLEAN NOT NULL DEFAULT FALSE,
    DROP CONSTRAINT even_versions_stand,
    DROP CONSTRAINT odd_versions_are_taken_back,
    ADD CONSTRAINT less_than_all_is_a_part CHECK (refunded_part >= 0 AND refunded_part < refunded_of),
    ADD CONSTRAINT with_a_part_it_stands
      CHECK (refunded_part = 0 OR state IN (''executing'', ''committed''))', 'DO 0');
PREPARE change_once FROM @change;
EXECUTE change_once;

-- Of an event about a part.
SET @change = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()
    AND table_name = 'outbox' AND column_name = 'refunded_part') = 0,
  'ALTER TABLE outbox
    ADD COLUMN refunded_part INT NOT NULL DEFAULT 0,
    ADD COLUMN refunded_of INT NOT NULL DEFAULT 1,
    ADD COLUMN test BOOLEAN NOT NULL DEFAULT FALSE', 'DO 0');
PREPARE change_once FROM @change;
EXECUTE change_once;

-- The previous version takes 'part-taken' for a payment that stands.
SET @change = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()
    AND table_name = 'notices' AND column_name = 'refunded_part') = 0,
  'ALTER TABLE notices
    ADD COLUMN refunded_part INT,
    ADD COLUMN refunded_of INT,
    DROP CONSTRAINT known_meaning,
    ADD CONSTRAINT known_meanings
      CHECK (meaning IN (''taken-back'', ''part-taken'', ''reinstated'', ''nothing'')),
    ADD CONSTRAINT a_part_has_its_size
      CHECK ((meaning = ''part-taken'') = (refunded_part IS NOT NULL AND refunded_of IS NOT NULL))', 'DO 0');
PREPARE change_once FROM @change;
EXECUTE change_once;

-- How many test purchases were granted on a day (UTC) to players who are not listed as testers.
CREATE TABLE IF NOT EXISTS test_days (
  day VARCHAR(10) NOT NULL,
  granted BIGINT NOT NULL,
  most BIGINT NOT NULL,
  PRIMARY KEY (day),
  CONSTRAINT within_the_day CHECK (granted <= most)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;
