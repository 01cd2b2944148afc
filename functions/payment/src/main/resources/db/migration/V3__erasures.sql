-- Which erasures of players were carried out: an erasure renames the player in all tables and is
-- noted here in the same transaction, so that one that is asked for again does not touch what the
-- player has bought since. The id is random; nothing here leads to a player.
CREATE TABLE IF NOT EXISTS erasures (
  id VARCHAR(64) NOT NULL,
  at DATETIME(3) NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;
