package io.gamekeeper.local.aws.athena;

import io.gamekeeper.local.client.SimulatedService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.BatchGetNamedQueryRequest;
import software.amazon.awssdk.services.athena.model.BatchGetNamedQueryResponse;
import software.amazon.awssdk.services.athena.model.GetNamedQueryRequest;
import software.amazon.awssdk.services.athena.model.GetNamedQueryResponse;
import software.amazon.awssdk.services.athena.model.GetWorkGroupRequest;
import software.amazon.awssdk.services.athena.model.GetWorkGroupResponse;
import software.amazon.awssdk.services.athena.model.ListNamedQueriesRequest;
import software.amazon.awssdk.services.athena.model.ListNamedQueriesResponse;
import software.amazon.awssdk.services.athena.model.NamedQuery;
import software.amazon.awssdk.services.athena.model.UnprocessedNamedQueryId;
import software.amazon.awssdk.services.athena.model.WorkGroup;
import software.amazon.awssdk.services.athena.model.WorkGroupState;

/** What templates declare, as functions look it up: named queries and workgroups. */
final class DeclaredOperations {
  private static final int MOST_NAMED = 50;

  private final Workgroups workgroups;
  private final Map<String, SavedText> saved;

  /**
   * Creates the operations.
   *
   * @param saved by id
   */
  DeclaredOperations(Workgroups workgroups, Map<String, SavedText> saved) {
    this.workgroups = workgroups;
    this.saved = saved;
  }

  /** Adds the operations to a service. */
  void addTo(SimulatedService<AthenaClient> service) {
    service.operation(
        "getNamedQuery",
        GetNamedQueryRequest.class,
        List.of("NamedQueryId"),
        request ->
            workgroups.right("athena:GetNamedQuery", workgroupOfSaved(request.namedQueryId())),
        request ->
            GetNamedQueryResponse.builder()
                .namedQuery(described(savedText(request.namedQueryId())))
                .build());
    service.operation(
        "batchGetNamedQuery",
        BatchGetNamedQueryRequest.class,
        List.of("NamedQueryIds"),
        request ->
            request.namedQueryIds().stream()
                .map(this::workgroupOfSaved)
                .distinct()
                .flatMap(name -> workgroups.right("athena:BatchGetNamedQuery", name).stream())
                .toList(),
        this::savedTexts);
    service.operation(
        "listNamedQueries",
        ListNamedQueriesRequest.class,
        List.of(),
        request -> workgroups.right("athena:ListNamedQueries", request.workGroup()),
        this::list);
    service.operation(
        "getWorkGroup",
        GetWorkGroupRequest.class,
        List.of("WorkGroup"),
        request -> workgroups.right("athena:GetWorkGroup", request.workGroup()),
        request -> {
          Workgroup workgroup = workgroups.get(request.workGroup());
          return GetWorkGroupResponse.builder().workGroup(described(workgroup)).build();
        });
  }

  private String workgroupOfSaved(String id) {
    return Optional.ofNullable(saved.get(id)).map(SavedText::workgroup).orElse(Workgroups.PRIMARY);
  }

  private BatchGetNamedQueryResponse savedTexts(BatchGetNamedQueryRequest request) {
    if (request.namedQueryIds().size() > MOST_NAMED) {
      throw AthenaErrors.invalid("More than 50 named queries are asked for.");
    }
    List<NamedQuery> found = new ArrayList<>();
    List<UnprocessedNamedQueryId> absent = new ArrayList<>();
    for (String id : request.namedQueryIds()) {
      SavedText text = saved.get(id);
      if (text == null) {
        absent.add(
            UnprocessedNamedQueryId.builder()
                .namedQueryId(id)
                .errorCode("INVALID_INPUT")
                .errorMessage("NamedQuery " + id + " was not found")
                .build());
      } else {
        found.add(described(text));
      }
    }
    return BatchGetNamedQueryResponse.builder()
        .namedQueries(found)
        .unprocessedNamedQueryIds(absent)
        .build();
  }

  private ListNamedQueriesResponse list(ListNamedQueriesRequest request) {
    String workgroup = workgroups.get(request.workGroup()).name();
    List<String> ids =
        saved.values().stream()
            .filter(text -> text.workgroup().equals(workgroup))
            .sorted(Comparator.comparing(SavedText::name))
            .map(SavedText::id)
            .toList();
    int from = NextToken.place(request.nextToken(), ids.size());
    int to =
        Math.min(ids.size(), from + Objects.requireNonNullElse(request.maxResults(), MOST_NAMED));
    return ListNamedQueriesResponse.builder()
        .namedQueryIds(ids.subList(from, to))
        .nextToken(NextToken.at(to, ids.size()))
        .build();
  }

  private SavedText savedText(String id) {
    return Optional.ofNullable(saved.get(id))
        .orElseThrow(() -> AthenaErrors.invalid("NamedQuery " + id + " was not found"));
  }

  private static NamedQuery described(SavedText text) {
    return NamedQuery.builder()
        .namedQueryId(text.id())
        .name(text.name())
        .description(text.description())
        .database(text.database())
        .workGroup(text.workgroup())
        .queryString(text.text())
        .build();
  }

  private static WorkGroup described(Workgroup workgroup) {
    return WorkGroup.builder()
        .name(workgroup.name())
        .state(WorkGroupState.ENABLED)
        .configuration(
            configuration ->
                configuration
                    .enforceWorkGroupConfiguration(true)
                    .bytesScannedCutoffPerQuery(workgroup.most().orElse(null))
                    .resultConfiguration(
                        result -> result.outputLocation(workgroup.output().toString())))
        .build();
  }
}
