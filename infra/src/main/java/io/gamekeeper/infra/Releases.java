package io.gamekeeper.infra;

import io.gamekeeper.contract.Bundle;
import io.gamekeeper.infra.config.FleetConfig;
import java.nio.file.Path;

/** Where lies what is deployed. */
interface Releases {
  /** The code of a bundle of functions. */
  Path zip(Bundle bundle);

  /** The game server that a stage's fleet runs. */
  Path gameServer(FleetConfig fleet);
}
