package io.gamekeeper.infra;

import io.gamekeeper.contract.Bundle;
import io.gamekeeper.infra.config.FleetConfig;
import java.nio.file.Path;

/** Locates the artifacts to deploy. */
interface Releases {
  /** Returns the zip with the code of a bundle of functions. */
  Path zip(Bundle bundle);

  /** Returns the release of the game server that a stage's fleet runs. */
  Path gameServer(FleetConfig fleet);
}
