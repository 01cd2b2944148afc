package io.gamekeeper.local.aws.autoscaling.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The commands that replace those of an instance's machine image: {@code aws} and {@code systemctl}
 * ask the stage, the others do nothing on a laptop.
 */
final class Shims {
  private static final List<String> ASKING = List.of("aws", "systemctl");
  private static final List<String> INERT =
      List.of(
          "chown",
          "dnf",
          "groupadd",
          "hostnamectl",
          "restorecon",
          "rpm",
          "sysctl",
          "systemd-tmpfiles",
          "timedatectl",
          "useradd",
          "usermod",
          "yum");

  /** Speaks HTTP with bash alone, as there may be no other client. */
  private static final String ASK =
      """
      #!/bin/bash
      # Hands its arguments to the stage and prints what comes back.
      set -u
      LC_ALL=C
      target=/dev/stdout
      if [[ ${0##*/} == aws && ${1-} == s3 && ${2-} == cp ]]; then
        from=; to=-
        for word in "${@:3}"; do
          if [[ -n $from ]]; then to=$word; break; fi
          if [[ $word == s3://* ]]; then from=$word; fi
        done
        if [[ $to != - ]]; then target=$to; fi
      fi
      body=$(printf '%s\\n' "$@")
      exec 3<>"/dev/tcp/${GAMEKEEPER_STAGE%:*}/${GAMEKEEPER_STAGE#*:}" || exit 255
      printf 'POST /stage/%s HTTP/1.0\\r\\nHost: %s\\r\\nAuthorization: Bearer %s\\r\\nContent-Length: %d\\r\\n\\r\\n%s' \
        "${0##*/}" "$GAMEKEEPER_STAGE" "$GAMEKEEPER_STAGE_TOKEN" "${#body}" "$body" >&3
      read -r _ status _ <&3
      while read -r header <&3 && [[ $header != $'\\r' ]]; do :; done
      if [[ $status == 200 ]]; then
        if [[ $target == /dev/stdout ]]; then cat <&3; else cat <&3 >"$target"; fi
      else
        cat <&3 >&2
        exit 254
      fi
      """;

  private Shims() {}

  /** Returns the names of all of them. */
  static Set<String> names() {
    Set<String> names = new TreeSet<>(ASKING);
    names.addAll(INERT);
    return names;
  }

  /** Writes them into a folder. */
  static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String name : ASKING) {
      script(folder.resolve(name), ASK);
    }
    for (String name : INERT) {
      script(folder.resolve(name), "#!/bin/sh\nexit 0\n");
    }
    return folder;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " cannot be made executable");
    }
  }
}
