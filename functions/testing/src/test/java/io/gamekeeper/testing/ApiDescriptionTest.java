package io.gamekeeper.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiDescriptionTest {
  private static final String PAGE = "/v1/leaderboards/{board}";
  private final ApiDescription api = ApiDescription.read();

  @Test
  void aRightAnswerHasNoFaults() throws JsonProcessingException {
    assertThat(
            page(
                200,
                "application/json",
                """
                {"board":"arena","total":1,"next":null,
                 "entries":[{"rank":1,"playerId":"ann","score":1200}]}
                """))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing member            | {'board':'a','total':0,'entries':[]}",
        "wrong type                | {'board':'a','total':'0','entries':[],'next':null}",
        "wrong type further in     | {'board':'a','total':0,'entries':[{}, 1],'next':null}",
        "fraction for an integer   | {'board':'a','total':0.5,'entries':[],'next':null}",
        "extra member              | {'board':'a','total':0,'entries':[],'next':null,'x':1}",
        "member of no such pattern | {'board':'a','total':1,'next':null,'entries':[{'rank':1,'playerId':'a b','score':1}]}",
        "number below the least    | {'board':'a','total':1,'next':null,'entries':[{'rank':0,'playerId':'ab','score':1}]}",
      })
  void aWrongAnswerHasFaults(String what, String body) throws JsonProcessingException {
    assertThat(page(200, "application/json", body.replace('\'', '"'))).as(what).isNotEmpty();
  }

  @Test
  void aBadFormatIsAFault() throws JsonProcessingException {
    String problem = "{\"type\":\"%s\",\"title\":\"t\",\"status\":404,\"instance\":\"i\"}";

    assertThat(page(404, "application/problem+json", problem.formatted("/problems/x"))).isEmpty();
    assertThat(page(404, "application/problem+json", problem.formatted("\\\\no uri"))).isNotEmpty();
  }

  @Test
  void whatIsNotDescribedIsAFault() throws JsonProcessingException {
    assertThat(page(418, "application/json", "{}")).isNotEmpty();
    assertThat(page(200, "text/html", "{}")).isNotEmpty();
    assertThat(api.faults("get", "/v1/nothing", 200, "application/json", json("{}"))).isNotEmpty();
  }

  /** The answers of our own functions are described whole; the firewall's are AWS's. */
  @Test
  void everyObjectSaysThatItHasNoOtherMembers() {
    api.document()
        .at("/components/schemas")
        .properties()
        .forEach(
            schema -> {
              if (schema.getValue().has("properties") && !schema.getKey().equals("Refusal")) {
                assertThat(schema.getValue().findParents("properties"))
                    .as(schema.getKey())
                    .allMatch(object -> object.path("additionalProperties").isBoolean());
              }
            });
  }

  private List<String> page(int status, String mediaType, String body)
      throws JsonProcessingException {
    return api.faults("get", PAGE, status, mediaType, json(body));
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text);
  }
}
