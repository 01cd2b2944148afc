package io.gamekeeper.assets;

import io.gamekeeper.asset.AssetFile;
import io.gamekeeper.asset.AssetPath;
import io.gamekeeper.asset.LocalAsset;
import io.gamekeeper.asset.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Files that differ by their size. */
final class RandomAsset {
  private RandomAsset() {}

  static LocalAsset in(Path folder, String name, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    Path file = Files.write(folder.resolve(name), bytes);
    return new LocalAsset(
        new AssetFile(new AssetPath(name), Sha256.of(bytes), size, "text/plain;charset=utf-8"),
        file);
  }
}
