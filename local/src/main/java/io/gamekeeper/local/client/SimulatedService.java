package io.gamekeeper.local.client;

import io.gamekeeper.local.iam.Decision;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * One AWS service behind its SDK client interface. Each simulated operation checks the members that
 * the API reference calls required, then the caller's role, and then calls the engine. An operation
 * that was not added throws {@link NotSimulatedException}. The interface's overloads with consumers
 * and its paginators call the operations by themselves.
 *
 * @param <C> the SDK's client interface
 */
public final class SimulatedService<C> {
  private static final String AS_BYTES = "AsBytes";

  private final String name;
  private final Class<C> clientInterface;
  private final Errors errors;
  private final Map<String, Operation<?>> operations = new HashMap<>();
  private Runnable begin = () -> {};
  private @Nullable Class<? extends RuntimeException> engineFailure;

  /** The exceptions of the service. */
  @FunctionalInterface
  public interface Errors {
    /** Returns the exception for an error code of the API reference. */
    AwsServiceException of(String code, int status, String message);
  }

  /** The execution of a checked request. */
  @FunctionalInterface
  public interface Execution<R> {
    /** Returns the response, or throws a service exception. */
    Object run(R request);
  }

  /**
   * The execution of a checked request of an operation that streams.
   *
   * @param <B> where the data comes from or goes to
   */
  @FunctionalInterface
  public interface StreamingExecution<R, B extends @Nullable Object> {
    /** Returns the result of the client's method, or throws a service exception. */
    @Nullable Object run(R request, B body);
  }

  /** The execution of a checked request whose answer depends on who calls. */
  @FunctionalInterface
  public interface CallersExecution<R> {
    /** Returns the response, or throws a service exception. */
    Object run(R request, FunctionIdentity caller);
  }

  /** The execution of a checked request, in its most general form. */
  @FunctionalInterface
  private interface AnyExecution<R> {
    @Nullable Object run(R request, @Nullable Object body, FunctionIdentity caller);
  }

  private static final class Operation<R extends AwsRequest> {
    private final Class<R> requestType;

    /** The type of the second parameter of an operation that streams. */
    private final @Nullable Class<?> bodyType;

    private final List<String> requiredMembers;
    private final Function<R, List<Access>> access;
    private final AnyExecution<R> execution;
    private volatile @Nullable List<SdkField<?>> requiredFields;

    Operation(
        Class<R> requestType,
        @Nullable Class<?> bodyType,
        List<String> requiredMembers,
        Function<R, List<Access>> access,
        AnyExecution<R> execution) {
      this.requestType = requestType;
      this.bodyType = bodyType;
      this.requiredMembers = requiredMembers;
      this.access = access;
      this.execution = execution;
    }

    /** Returns the first required member that the request lacks. */
    Optional<String> missing(SdkPojo request) {
      List<SdkField<?>> fields = requiredFields;
      if (fields == null) {
        fields = find(request);
        requiredFields = fields;
      }
      for (SdkField<?> field : fields) {
        @Nullable Object value = field.getValueOrDefault(request);
        if (value == null || neverSet(value)) {
          return Optional.of(field.memberName());
        }
      }
      return Optional.empty();
    }

    /**
     * Tells whether a member was never set; the SDK then returns an empty list or map of its own
     * type.
     */
    private static boolean neverSet(Object value) {
      return value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap;
    }

    private List<SdkField<?>> find(SdkPojo request) {
      List<SdkField<?>> found = new ArrayList<>();
      for (String member : requiredMembers) {
        found.add(
            request.sdkFields().stream()
                .filter(field -> field.memberName().equals(member))
                .findFirst()
                .orElseThrow(
                    () -> new IllegalStateException(requestType + " has no member " + member)));
      }
      return found;
    }
  }

  /**
   * Creates a service without operations.
   *
   * @param name as actions and messages name it, for instance {@code dynamodb}
   */
  public SimulatedService(String name, Class<C> clientInterface, Errors errors) {
    this.name = name;
    this.clientInterface = clientInterface;
    this.errors = errors;
  }

  /**
   * Adds an operation.
   *
   * @param method the client's method, for instance {@code putItem}
   * @param requiredMembers as the API reference spells them
   * @param access what the caller's role must be allowed, all of it
   */
  public <R extends AwsRequest> SimulatedService<C> operation(
      String method,
      Class<R> requestType,
      List<String> requiredMembers,
      Function<R, List<Access>> access,
      Execution<R> execution) {
    operations.put(
        method,
        new Operation<>(
            requestType,
            null,
            requiredMembers,
            access,
            (request, noBody, caller) -> execution.run(request)));
    return this;
  }

  /** Adds an operation whose answer depends on who calls. */
  public <R extends AwsRequest> SimulatedService<C> operationOfCaller(
      String method,
      Class<R> requestType,
      List<String> requiredMembers,
      Function<R, List<Access>> access,
      CallersExecution<R> execution) {
    operations.put(
        method,
        new Operation<>(
            requestType,
            null,
            requiredMembers,
            access,
            (request, noBody, caller) -> execution.run(request, caller)));
    return this;
  }

  /**
   * Adds an operation that streams: its method has a second parameter. The interface's overloads
   * for files, bytes and input streams call it by themselves.
   *
   * @param bodyType the second parameter's type, for instance {@code RequestBody}
   */
  public <R extends AwsRequest, B> SimulatedService<C> streaming(
      String method,
      Class<R> requestType,
      Class<B> bodyType,
      List<String> requiredMembers,
      Function<R, List<Access>> access,
      StreamingExecution<R, B> execution) {
    operations.put(
        method,
        new Operation<>(
            requestType,
            bodyType,
            requiredMembers,
            access,
            (request, body, caller) ->
                execution.run(request, Objects.requireNonNull(bodyType.cast(body), "body"))));
    return this;
  }

  /** Sets a quick action that runs whenever a function gets a client, before its first call. */
  public SimulatedService<C> startingWith(Runnable begin) {
    this.begin = begin;
    return this;
  }

  /**
   * Sets the exception that the engine throws when it fails, for instance on a full disk; the
   * service then answers with an internal error, as the real one does.
   */
  public SimulatedService<C> failingWith(Class<? extends RuntimeException> engineFailure) {
    this.engineFailure = engineFailure;
    return this;
  }

  Class<C> clientInterface() {
    return clientInterface;
  }

  /** Returns a client that acts for a function, on a stage without faults. */
  C clientFor(FunctionIdentity caller) {
    return clientFor(caller, Optional.empty());
  }

  /** Returns a client that acts for a function, whose calls meet faults. */
  C clientFor(FunctionIdentity caller, ApiFaults faults) {
    return clientFor(caller, Optional.of(faults));
  }

  private C clientFor(FunctionIdentity caller, Optional<ApiFaults> faults) {
    begin.run();
    return clientInterface.cast(
        Proxy.newProxyInstance(
            clientInterface.getClassLoader(),
            new Class<?>[] {clientInterface},
            new Client(caller, faults)));
  }

  /** The behaviour of one method of a client, determined once per method. */
  private interface Plan {
    @Nullable Object run(Object proxy, @Nullable Object[] arguments) throws Throwable;
  }

  private final class Client implements InvocationHandler {
    private final FunctionIdentity caller;
    private final Optional<ApiFaults> faults;
    private final Map<Method, Plan> plans = new ConcurrentHashMap<>();

    Client(FunctionIdentity caller, Optional<ApiFaults> faults) {
      this.caller = caller;
      this.faults = faults;
    }

    @Override
    public @Nullable Object invoke(
        Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      return plans
          .computeIfAbsent(method, this::plan)
          .run(proxy, arguments == null ? new Object[0] : arguments);
    }

    private Plan plan(Method method) {
      Class<?>[] parameters = method.getParameterTypes();
      String methodName = method.getName();
      if (method.getDeclaringClass() == Object.class) {
        return objectMethod(methodName);
      }
      if (methodName.equals("serviceName") && parameters.length == 0) {
        return (proxy, arguments) -> name;
      }
      if (methodName.equals("close")) {
        // The platform owns its clients; a function that closes one must not harm the others.
        return (proxy, arguments) -> null;
      }
      boolean takesRequest =
          parameters.length > 0 && AwsRequest.class.isAssignableFrom(parameters[0]);
      if (takesRequest && !methodName.endsWith("Paginator")) {
        @Nullable Operation<?> operation =
            operations.get(
                methodName.endsWith(AS_BYTES)
                    ? methodName.substring(0, methodName.length() - AS_BYTES.length())
                    : methodName);
        if (operation == null) {
          return notSimulated(methodName);
        }
        @Nullable Class<?> second = parameters.length > 1 ? parameters[1] : null;
        if (operation.bodyType == second) {
          return checked(operation);
        }
      }
      return method.isDefault() && (parameters.length > 0 || operations.containsKey(methodName))
          ? (proxy, arguments) -> InvocationHandler.invokeDefault(proxy, method, arguments)
          : notSimulated(methodName);
    }

    private Plan objectMethod(String methodName) {
      return switch (methodName) {
        case "hashCode" -> (proxy, arguments) -> System.identityHashCode(proxy);
        case "equals" -> (proxy, arguments) -> proxy == arguments[0];
        default ->
            (proxy, arguments) -> clientInterface.getSimpleName() + " of " + caller.logicalId();
      };
    }

    private Plan notSimulated(String methodName) {
      return (proxy, arguments) -> {
        throw new NotSimulatedException(name + ":" + methodName);
      };
    }

    private <R extends AwsRequest> Plan checked(Operation<R> operation) {
      return (proxy, arguments) -> {
        R request = operation.requestType.cast(arguments[0]);
        if (request == null) {
          throw new NullPointerException("request");
        }
        Optional<String> missing = operation.missing(request);
        if (missing.isPresent()) {
          throw errors.of(
              "ValidationException",
              400,
              "1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null"
                  .formatted(missing.get()));
        }
        for (Access access : operation.access.apply(request)) {
          Decision decision = access.decide(caller.role());
          if (!decision.allowed()) {
            throw errors.of(
                "AccessDeniedException",
                400,
                decision.message(caller.principal(), access.action(), access.resource()));
          }
        }
        faults.ifPresent(all -> all.meet(caller.name(), name, errors));
        long start = System.nanoTime();
        try {
          return operation.execution.run(
              request, arguments.length > 1 ? arguments[1] : null, caller);
        } catch (RuntimeException e) {
          if (engineFailure != null && engineFailure.isInstance(e)) {
            throw errors.of("InternalServerError", 500, e.toString());
          }
          throw e;
        } finally {
          EngineTime.since(start);
        }
      };
    }
  }
}
