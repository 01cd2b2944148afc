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
 *
 * <p>CloudFormation deploys one stack after the other; here a resource waits only for those that it
 * refers to. Two need more: a custom resource, whose function must find complete what its stack
 * refers to, and a stack that depends on another without a reference, for instance since it knows
 * something there by its name.
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
    Map<ResourceAddress, Node> waiting = new LinkedHashMap<>();
    for (Template template : assembly.templates()) {
      Set<String> referredTo = referredTo(template);
      Set<String> named = new LinkedHashSet<>(assembly.before(template));
      named.removeAll(referredTo);
      for (Node node : of(template)) {
        waiting.put(node.address(), after(named, isCustom(node) ? after(referredTo, node) : node));
      }
    }
    unordered.putAll(waiting);
    unordered.values().forEach(node -> visit(node, new LinkedHashSet<>()));
  }

  private static boolean isCustom(Node node) {
    String type = node.resource().type();
    return type.startsWith("Custom::") || type.equals(Provisioner.CUSTOM_RESOURCE);
  }

  private List<Node> of(Template template) {
    return unordered.values().stream().filter(node -> node.template().equals(template)).toList();
  }

  /** Returns the other stacks to whose resources a stack refers. */
  private Set<String> referredTo(Template template) {
    return of(template).stream()
        .flatMap(node -> node.dependencies().stream())
        .map(ResourceAddress::stack)
        .filter(stack -> !stack.equals(template.name()))
        .collect(Collectors.toSet());
  }

  /** Returns a resource that also waits for all resources of some stacks. */
  private Node after(Set<String> stacks, Node node) {
    Set<ResourceAddress> dependencies = new LinkedHashSet<>(node.dependencies());
    unordered.keySet().stream()
        .filter(address -> stacks.contains(address.stack()))
        .forEach(dependencies::add);
    return new Node(node.template(), node.resource(), dependencies);
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
