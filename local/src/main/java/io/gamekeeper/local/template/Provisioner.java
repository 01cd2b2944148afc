package io.gamekeeper.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.gamekeeper.local.template.ResourceGraph.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The creation of an assembly's resources, each as soon as all that it refers to exists. */
public final class Provisioner {
  /** The type of custom resources, which also stands for those of the form {@code Custom::…}. */
  public static final String CUSTOM_RESOURCE = "AWS::CloudFormation::CustomResource";

  private final Map<String, ResourceType> types;
  private final DynamicReferences references;

  /** Creates a provisioner that leaves dynamic references as they are. */
  public Provisioner(Collection<ResourceType> types) {
    this(types, DynamicReferences.NONE);
  }

  /** Creates a provisioner that knows these types; all others are listed as not simulated. */
  public Provisioner(Collection<ResourceType> types, DynamicReferences references) {
    this.references = references;
    Map<String, ResourceType> byName = new HashMap<>();
    for (ResourceType type : types) {
      if (byName.put(type.type(), type) != null) {
        throw new IllegalArgumentException("two classes for " + type.type());
      }
    }
    this.types = Map.copyOf(byName);
  }

  /**
   * Creates everything. If anything fails, what has been started is stopped again.
   *
   * @throws TemplateException if the templates are faulty, before anything is created
   * @throws ProvisioningException if resources could not be created
   */
  public Resources provision(CloudAssembly assembly) {
    return new Run(assembly).provision();
  }

  private @Nullable ResourceType type(String name) {
    @Nullable ResourceType exact = types.get(name);
    return exact == null && name.startsWith("Custom::") ? types.get(CUSTOM_RESOURCE) : exact;
  }

  /** One attempt to create an assembly's resources. */
  private final class Run implements ReferenceSource {
    private final CloudAssembly assembly;
    private final Resolver resolver;
    private final Shutdown shutdown = new Shutdown();
    private final Map<ResourceAddress, Provisioned> created = new ConcurrentHashMap<>();
    private final Map<ResourceAddress, ResourceContext> contexts = new ConcurrentHashMap<>();
    private final Map<ResourceAddress, Throwable> failures = new ConcurrentHashMap<>();

    Run(CloudAssembly assembly) {
      this.assembly = assembly;
      this.resolver = new Resolver(assembly.templates(), this);
    }

    Resources provision() {
      List<Node> nodes = new ResourceGraph(assembly, resolver).nodes();
      boolean complete = false;
      try {
        nodes.stream()
            .map(node -> type(node.resource().type()))
            .distinct()
            .forEach(
                type -> {
                  if (type != null) {
                    shutdown.add("what " + type.type() + " needs", type.prepare());
                  }
                });
        createAll(nodes);
        throwFailures(nodes);
        completeAll(nodes);
        throwFailures(nodes);
        complete = true;
        return new Resources(statuses(nodes), Map.copyOf(created), shutdown);
      } finally {
        if (!complete) {
          shutdown.run();
        }
      }
    }

    private void createAll(List<Node> nodes) {
      Map<ResourceAddress, CompletableFuture<Void>> running = new LinkedHashMap<>();
      try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Node node : nodes) {
          running.put(node.address(), createAfterItsDependencies(node, running, executor));
        }
        CompletableFuture.allOf(running.values().toArray(CompletableFuture<?>[]::new)).join();
      } catch (CompletionException e) {
        // Exceptions of resource types are in the failures; any other is a bug.
        if (failures.isEmpty()) {
          throw e;
        }
      }
    }

    private CompletableFuture<Void> createAfterItsDependencies(
        Node node, Map<ResourceAddress, CompletableFuture<Void>> running, Executor executor) {
      CompletableFuture<?>[] dependencies =
          node.dependencies().stream().map(running::get).toArray(CompletableFuture<?>[]::new);
      return CompletableFuture.allOf(dependencies).thenRunAsync(() -> create(node), executor);
    }

    private void create(Node node) {
      if (!failures.isEmpty()) {
        throw new CancellationException("another resource failed");
      }
      ResourceContext context = context(node);
      contexts.put(node.address(), context);
      @Nullable ResourceType type = type(node.resource().type());
      if (type == null) {
        return;
      }
      try {
        created.put(node.address(), type.create(context));
      } catch (Exception | LinkageError e) {
        // Code that is loaded for a resource may be broken, which is a fault of that resource.
        failures.put(node.address(), e);
        throw new CompletionException(e);
      }
    }

    private ResourceContext context(Node node) {
      String where = node.address() + ".Properties";
      ResourceProperties properties =
          new ResourceProperties(
              where,
              node.resource().properties(),
              (place, value) ->
                  dereferenced(node, place, resolver.resolve(node.template(), place, value)));
      properties.inert("informational only", "Tags");
      ResourceProperties updatePolicy =
          new ResourceProperties(
              node.address() + ".UpdatePolicy",
              node.resource().updatePolicy(),
              (place, value) -> resolver.resolve(node.template(), place, value));
      return new ResourceContext(
          node.address(),
          node.resource().type(),
          node.template().stackName(),
          node.template().stackId(),
          node.template().transforms(),
          node.template().environment(),
          properties,
          updatePolicy,
          assembly::asset,
          shutdown);
    }

    /** Replaces the references to secrets in a value that is resolved otherwise. */
    private JsonNode dereferenced(Node node, String place, JsonNode value) {
      switch (value) {
        case TextNode text when text.textValue().contains(DynamicReferences.MARK) -> {
          return TextNode.valueOf(
              references.resolve(node.template().environment(), place, text.textValue()));
        }
        case ObjectNode object ->
            List.copyOf(object.properties())
                .forEach(
                    field ->
                        object.set(
                            field.getKey(),
                            dereferenced(node, place + "." + field.getKey(), field.getValue())));
        case ArrayNode array -> {
          for (int i = 0; i < array.size(); i++) {
            array.set(i, dereferenced(node, place + "[" + i + "]", array.path(i)));
          }
        }
        default -> {}
      }
      return value;
    }

    private void completeAll(List<Node> nodes) {
      for (Node node : nodes) {
        @Nullable ResourceContext context = contexts.get(node.address());
        if (context == null) {
          continue;
        }
        try {
          for (ResourceContext.Completion completion : context.completions()) {
            completion.run();
          }
        } catch (Exception | LinkageError e) {
          failures.put(node.address(), e);
          return;
        }
      }
    }

    private void throwFailures(List<Node> nodes) {
      List<String> problems = new ArrayList<>();
      @Nullable Throwable first = null;
      for (Node node : nodes) {
        @Nullable Throwable failure = failures.get(node.address());
        if (failure != null) {
          first = first == null ? failure : first;
          problems.add(
              failure instanceof TemplateException
                  ? String.valueOf(failure.getMessage())
                  : "%s (%s) could not be created: %s"
                      .formatted(node.address(), node.resource().type(), describe(failure)));
        }
      }
      if (first != null) {
        throw new ProvisioningException(problems, first);
      }
    }

    private static String describe(Throwable failure) {
      @Nullable String message = failure.getMessage();
      return message == null ? failure.toString() : message;
    }

    private List<ResourceStatus> statuses(List<Node> nodes) {
      Map<ResourceAddress, ResourceStatus> byAddress =
          nodes.stream()
              .map(this::status)
              .collect(Collectors.toMap(ResourceStatus::address, s -> s));
      // In the order of the templates rather than that of the creation.
      List<ResourceStatus> statuses = new ArrayList<>();
      assembly
          .templates()
          .forEach(
              template ->
                  template
                      .resources()
                      .values()
                      .forEach(
                          resource -> {
                            @Nullable ResourceStatus status = byAddress.get(resource.address());
                            if (status != null) {
                              statuses.add(status);
                            }
                          }));
      return statuses;
    }

    private ResourceStatus status(Node node) {
      @Nullable Provisioned provisioned = created.get(node.address());
      if (provisioned == null) {
        return new ResourceStatus(
            node.address(),
            node.resource().type(),
            Fidelity.NOT_SIMULATED,
            "",
            Map.of(),
            List.of());
      }
      ResourceProperties properties =
          Objects.requireNonNull(contexts.get(node.address())).properties();
      return new ResourceStatus(
          node.address(),
          node.resource().type(),
          provisioned.fidelity(),
          provisioned.summary(),
          properties.inertPaths(),
          properties.notSimulatedPaths());
    }

    @Override
    public String ref(ResourceAddress target) throws UnknownReferenceException {
      return provisioned(target).ref();
    }

    @Override
    public String attribute(ResourceAddress target, String attribute)
        throws UnknownReferenceException {
      @Nullable String value = provisioned(target).attributes().get(attribute);
      if (value == null) {
        throw new UnknownReferenceException(
            "which the stage does not provide for " + typeOf(target));
      }
      return value;
    }

    private Provisioned provisioned(ResourceAddress target) throws UnknownReferenceException {
      @Nullable Provisioned provisioned = created.get(target);
      if (provisioned == null) {
        throw new UnknownReferenceException("whose type " + typeOf(target) + " is not simulated");
      }
      return provisioned;
    }

    private String typeOf(ResourceAddress target) {
      return assembly.templates().stream()
          .filter(template -> template.name().equals(target.stack()))
          .flatMap(template -> template.resources().values().stream())
          .filter(resource -> resource.address().equals(target))
          .map(resource -> resource.type())
          .findFirst()
          .orElse("unknown");
    }
  }
}
