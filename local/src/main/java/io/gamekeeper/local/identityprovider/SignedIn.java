package io.gamekeeper.local.identityprovider;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gamekeeper.contract.OperatorRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Somebody who signed in.
 *
 * @param name the part of the mail address before the {@code @}
 */
public record SignedIn(String name, List<OperatorRole> roles) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62})");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if a mail address cannot begin like that
   */
  public SignedIn {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a name has 1 to 63 letters, digits, dots, hyphens and underscores, and begins with a"
              + " letter or digit");
    }
    roles = List.copyOf(roles);
  }

  /**
   * Reads roles by their keys.
   *
   * @throws IllegalArgumentException if one is unknown; the message lists those that there are
   */
  public static SignedIn of(String name, List<String> roleKeys) {
    List<OperatorRole> roles = new ArrayList<>();
    for (String key : roleKeys) {
      Optional<OperatorRole> role = OperatorRole.named(key);
      if (role.isEmpty()) {
        throw new IllegalArgumentException(
            "there is no role "
                + key
                + ": there are "
                + String.join(
                    ", ", List.of(OperatorRole.values()).stream().map(OperatorRole::key).toList()));
      }
      roles.add(role.get());
    }
    return new SignedIn(name, roles);
  }

  /** Returns the subject: the same for the same name. */
  String subject() {
    return UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString();
  }

  String mail() {
    return name + "@studio.example";
  }
}
