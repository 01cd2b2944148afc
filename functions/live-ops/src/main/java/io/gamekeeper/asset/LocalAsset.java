package io.gamekeeper.asset;

import java.nio.file.Path;

/**
 * A file of a release that is about to be made.
 *
 * @param source where its content lies on this machine
 */
public record LocalAsset(AssetFile file, Path source) {}
