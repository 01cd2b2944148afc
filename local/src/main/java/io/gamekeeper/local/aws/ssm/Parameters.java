package io.gamekeeper.local.aws.ssm;

import com.fasterxml.jackson.core.type.TypeReference;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.file.KeptJson;
import io.gamekeeper.local.template.AwsEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterPatternMismatchException;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.PutParameterResponse;
import software.amazon.awssdk.services.ssm.model.SsmException;

/**
 * The stage's Parameter Store. A value that was set survives restarts, until the template declares
 * another one.
 */
public final class Parameters {
  private static final int LARGEST_PAGE = 10;

  private final KeptJson<Kept> kept;
  private final Map<String, Declared> declared = new ConcurrentHashMap<>();
  private volatile AwsEnvironment home = AwsEnvironment.LAPTOP;

  /**
   * A parameter as it is kept.
   *
   * @param initial the template's value at that time
   */
  private record Kept(String initial, String value, long version) {}

  private record Declared(String arn, String type, Optional<Pattern> allowed) {}

  /** Creates the service with parameters that are kept in a file. */
  public Parameters(Path file) {
    this.kept = KeptJson.open(file, new TypeReference<Map<String, Kept>>() {});
  }

  /**
   * Adds a parameter.
   *
   * @param type {@code String} or {@code StringList}
   * @param allowed pattern that values have to match
   * @throws IllegalArgumentException if the value does not match
   */
  public synchronized void create(
      String name,
      String value,
      String type,
      Optional<Pattern> allowed,
      AwsEnvironment environment) {
    home = environment;
    declared.put(name, new Declared(arn(environment, name), type, allowed));
    check(name, value);
    if (!kept.has(name)) {
      kept.put(name, new Kept(value, value, 1));
    } else if (!kept.get(name).initial().equals(value)) {
      kept.put(name, new Kept(value, value, kept.get(name).version() + 1));
    }
  }

  private static String arn(AwsEnvironment environment, String name) {
    return environment.arn("ssm", "parameter" + (name.startsWith("/") ? "" : "/") + name);
  }

  /** Returns the names of all parameters, sorted. */
  public List<String> names() {
    return declared.keySet().stream().sorted().toList();
  }

  /**
   * Returns the value, for parts of the stage.
   *
   * @throws IllegalArgumentException if there is no such parameter
   */
  public String value(String name) {
    return kept.get(name).value();
  }

  /**
   * Sets a value, for parts of the stage and for users, without any check of rights.
   *
   * @return the new version
   * @throws IllegalArgumentException if there is no such parameter, or if the value does not match
   */
  public synchronized long put(String name, String value) {
    if (!declared.containsKey(name)) {
      throw new IllegalArgumentException("there is no parameter " + name);
    }
    check(name, value);
    Kept before = kept.get(name);
    kept.put(name, new Kept(before.initial(), value, before.version() + 1));
    return before.version() + 1;
  }

  private void check(String name, String value) {
    boolean matches =
        Optional.ofNullable(declared.get(name))
            .flatMap(Declared::allowed)
            .map(pattern -> pattern.matcher(value).find())
            .orElse(true);
    if (!matches) {
      throw new IllegalArgumentException("parameter " + name + " may not be " + value);
    }
  }

  /**
   * Returns the parameters below a path, sorted by name.
   *
   * @param recursive whether those of folders below it count too
   * @throws IllegalArgumentException if the path does not begin with a slash
   */
  public List<String> namesBelow(String path, boolean recursive) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a path begins with a slash, unlike " + path);
    }
    String folder = path.endsWith("/") ? path : path + "/";
    return names().stream()
        .filter(name -> name.startsWith(folder))
        .filter(name -> recursive || name.indexOf('/', folder.length()) < 0)
        .toList();
  }

  /** Returns the service that functions call. */
  public SimulatedService<SsmClient> service() {
    return new SimulatedService<>("ssm", SsmClient.class, Parameters::error)
        .operation(
            "getParameter",
            GetParameterRequest.class,
            List.of("Name"),
            request -> access("ssm:GetParameter", request.name()),
            this::get)
        .operation(
            "getParameters",
            GetParametersRequest.class,
            List.of("Names"),
            request ->
                request.names().stream()
                    .flatMap(name -> access("ssm:GetParameters", name).stream())
                    .toList(),
            this::getAll)
        .operation(
            "getParametersByPath",
            GetParametersByPathRequest.class,
            List.of("Path"),
            request ->
                List.of(
                    new Access.ByRole(
                        "ssm:GetParametersByPath",
                        arn(home, request.path().replaceFirst("(?<=.)/$", "")))),
            this::getByPath)
        .operation(
            "putParameter",
            PutParameterRequest.class,
            List.of("Name", "Value"),
            request -> access("ssm:PutParameter", request.name()),
            this::put);
  }

  private static AwsServiceException error(String code, int status, String message) {
    AwsServiceException.Builder exception =
        switch (code) {
          case "ParameterNotFound" -> ParameterNotFoundException.builder();
          case "ParameterAlreadyExists" -> ParameterAlreadyExistsException.builder();
          case "ParameterPatternMismatchException" -> ParameterPatternMismatchException.builder();
          default -> SsmException.builder();
        };
    return exception
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .serviceName("Ssm")
                .errorCode(code)
                .errorMessage(message)
                .build())
        .statusCode(status)
        .build();
  }

  /** Returns the rights that a role needs for an action on a parameter. */
  public List<Access> access(String action, String nameOrArn) {
    String name = name(nameOrArn);
    @Nullable Declared parameter = declared.get(name);
    return List.of(
        new Access.ByRole(action, parameter == null ? arn(home, name) : parameter.arn()));
  }

  /** Returns the name of a parameter; an ARN does not tell whether it begins with a slash. */
  private String name(String nameOrArn) {
    int at = nameOrArn.indexOf(":parameter/");
    if (at < 0) {
      return nameOrArn;
    }
    String withSlash = nameOrArn.substring(at + ":parameter".length());
    return declared.containsKey(withSlash) ? withSlash : withSlash.substring(1);
  }

  private Optional<Parameter> find(String nameOrArn) {
    String name = name(nameOrArn);
    @Nullable Declared parameter = declared.get(name);
    if (parameter == null) {
      return Optional.empty();
    }
    Kept now = kept.get(name);
    return Optional.of(
        Parameter.builder()
            .name(name)
            .arn(parameter.arn())
            .type(parameter.type())
            .value(now.value())
            .version(now.version())
            .dataType("text")
            .build());
  }

  private GetParameterResponse get(GetParameterRequest request) {
    return GetParameterResponse.builder()
        .parameter(
            find(request.name())
                .orElseThrow(
                    () ->
                        error(
                            "ParameterNotFound",
                            400,
                            "Parameter " + request.name() + " not found.")))
        .build();
  }

  private GetParametersResponse getAll(GetParametersRequest request) {
    List<Parameter> found = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String name : request.names()) {
      find(name).ifPresentOrElse(found::add, () -> unknown.add(name));
    }
    return GetParametersResponse.builder().parameters(found).invalidParameters(unknown).build();
  }

  /** Returns a page: ten at most, as AWS does. */
  private GetParametersByPathResponse getByPath(GetParametersByPathRequest request) {
    if (request.hasParameterFilters()) {
      throw new NotSimulatedException("ssm:getParametersByPath with ParameterFilters");
    }
    int most = Optional.ofNullable(request.maxResults()).orElse(LARGEST_PAGE);
    if (most < 1 || most > LARGEST_PAGE || !request.path().startsWith("/")) {
      throw error(
          "ValidationException",
          400,
          "The path begins with a slash, and MaxResults is from 1 to " + LARGEST_PAGE + ".");
    }
    List<String> after =
        namesBelow(request.path(), Boolean.TRUE.equals(request.recursive())).stream()
            .filter(name -> request.nextToken() == null || name.compareTo(request.nextToken()) > 0)
            .toList();
    List<String> page = after.subList(0, Math.min(most, after.size()));
    return GetParametersByPathResponse.builder()
        .parameters(page.stream().flatMap(name -> find(name).stream()).toList())
        .nextToken(page.size() < after.size() ? page.getLast() : null)
        .build();
  }

  private PutParameterResponse put(PutParameterRequest request) {
    String name = name(request.name());
    @Nullable Declared parameter = declared.get(name);
    if (parameter == null) {
      throw new NotSimulatedException("ssm:putParameter of one that no template declares");
    }
    if (!Boolean.TRUE.equals(request.overwrite())) {
      throw error(
          "ParameterAlreadyExists",
          400,
          "The parameter already exists. To overwrite this value, set the overwrite option in the"
              + " request to true.");
    }
    try {
      return PutParameterResponse.builder()
          .version(put(name, request.value()))
          .tier("Standard")
          .build();
    } catch (IllegalArgumentException e) {
      throw error("ParameterPatternMismatchException", 400, String.valueOf(e.getMessage()));
    }
  }
}
