package io.gamekeeper.leaderboard.store;

import io.gamekeeper.platform.RedisScript;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The Lua scripts beside this class, each preceded by their common part. */
final class Scripts {
  static final RedisScript SUBMIT = script("submit");
  static final RedisScript PAGE = script("page");
  static final RedisScript AROUND = script("around");
  static final RedisScript AMONG = script("among");
  static final RedisScript SETTLE = script("settle");
  static final RedisScript PLAYERS = script("players");
  static final RedisScript SWEEP = script("sweep");
  static final RedisScript MARKER = script("marker");
  static final RedisScript CLAIM = script("claim");
  static final RedisScript EXPIRE = script("expire");

  private Scripts() {}

  private static RedisScript script(String name) {
    return RedisScript.of(name, read("prelude.lua") + read(name + ".lua"));
  }

  private static String read(String file) {
    try (InputStream in = Scripts.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not in the zip");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
