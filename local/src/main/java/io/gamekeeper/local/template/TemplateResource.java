package io.gamekeeper.local.template;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * An entry of the section {@code Resources} of a template, unresolved.
 *
 * @param properties empty if the template has none; treat as read-only
 * @param condition the name of the condition under which it exists
 * @param deletionPolicy CloudFormation's word, {@code Delete} where the template says nothing
 * @param updatePolicy empty if the template has none; treat as read-only
 */
public record TemplateResource(
    ResourceAddress address,
    String type,
    ObjectNode properties,
    List<String> dependsOn,
    Optional<String> condition,
    String deletionPolicy,
    ObjectNode updatePolicy) {
  public TemplateResource {
    dependsOn = List.copyOf(dependsOn);
  }
}
