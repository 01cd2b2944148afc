package io.gamekeeper.local.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The resources of all stacks with their dependencies, in an order in which they can be created.
 */
final class ResourceGraph {

  /** A resource with the resources that it waits for. */
  record Node(Template template, TemplateResource resource, Set<ResourceAddress> dependencies) {
    ResourceAddress address() {
      return resource.address();
    }
  }

  private final Map<ResourceAddress, Node> unordered = new LinkedHashMap<>();
  private final Map<ResourceAddress, Node> ordered = new LinkedHashMap<>();

  /**
   * Reads the graph.
   *
   * @throws TemplateException if a resource refers to something that does not exist, or to itself
   *     in a circle
   */
  ResourceGraph(CloudAssembly assembly, Resolver resolver) {
    for (Template template : assembly.templates()) {
      for (TemplateResource resource : template.resources().values()) {
        if (resolver.exists(template, resource)) {
          unordered.put(
              resource.address(),
              new Node(template, resource, resolver.dependencies(template, resource)));
        }
      }
    }
    unordered.replaceAll((address, node) -> isCustom(node) ? afterOtherStacks(node) : node);
    unordered.values().forEach(node -> visit(node, new LinkedHashSet<>()));
  }

  private static boolean isCustom(Node node) {
    String type = node.resource().type();
    return type.startsWith("Custom::") || type.equals(Provisioner.CUSTOM_RESOURCE);
  }

  /**
   * Returns a custom resource that also waits for the stacks to which its own stack refers:
   * CloudFormation deploys one stack after the other, so that its function finds them complete.
   */
  private Node afterOtherStacks(Node custom) {
    String own = custom.address().stack();
    Set<String> others =
        unordered.values().stream()
            .filter(node -> node.address().stack().equals(own))
            .flatMap(node -> node.dependencies().stream())
            .map(ResourceAddress::stack)
            .filter(stack -> !stack.equals(own))
            .collect(Collectors.toSet());
    Set<ResourceAddress> dependencies = new LinkedHashSet<>(custom.dependencies());
    unordered.keySet().stream()
        .filter(address -> others.contains(address.stack()))
        .forEach(dependencies::add);
    return new Node(custom.template(), custom.resource(), dependencies);
  }

  private void visit(Node node, Set<ResourceAddress> path) {
    if (ordered.containsKey(node.address())) {
      return;
    }
    if (!path.add(node.address())) {
      throw new TemplateException(
          node.address().toString(), "depends on itself through " + List.copyOf(path));
    }
    for (ResourceAddress dependency : node.dependencies()) {
      @Nullable Node next = unordered.get(dependency);
      if (next == null) {
        throw new TemplateException(
            node.address().toString(),
            "refers to " + dependency.logicalId() + ", which its condition excludes");
      }
      visit(next, path);
    }
    path.remove(node.address());
    ordered.put(node.address(), node);
  }

  /** Returns the resources, each after those that it waits for. */
  List<Node> nodes() {
    return new ArrayList<>(ordered.values());
  }
}
