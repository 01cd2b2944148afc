package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** What people read; against a running stage the whole-system tests run the commands. */
final class FleetCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void instancesStandBelowTheirGroupWithTheirProcessIfTheyHaveOne() throws Exception {
    String fleet =
        """
        {"groups": [
          {"name": "servers", "minimum": 2, "desired": 2, "maximum": 6, "instances": [
            {"id": "i-1", "zone": "a", "spot": false, "state": "InService", "health": "HEALTHY",
             "port": 40001, "pid": 77, "since": "10:00"},
            {"id": "i-20", "zone": "b", "spot": false, "state": "Warmed:Stopped", "health": "-",
             "port": 40002, "since": "10:01"}]},
          {"name": "servers-spot", "minimum": 0, "desired": 0, "maximum": 2, "instances": []}]}
        """;

    assertThat(FleetCommand.instances(JSON.readTree(fleet)))
        .containsExactly(
            "servers (2 wanted, 2 to 6)",
            "  i-1   a  on-demand  InService       HEALTHY  pid 77      port 40001  since 10:00",
            "  i-20  b  on-demand  Warmed:Stopped  -        no process  port 40002  since 10:01",
            "servers-spot (0 wanted, 0 to 2)");
  }

  @Test
  void anActivityHasItsCauseAndWhatWentWrong() throws Exception {
    String activities =
        """
        {"activities": [
          {"start": "10:05", "status": "InProgress", "description": "Launching i-3",
           "cause": "i-1 was lost", "message": ""},
          {"start": "10:00", "status": "Failed", "description": "Launching i-2",
           "cause": "2 are wanted", "message": "its server never became ready\\nit said\\n1\\n2\\n3\\n4\\n5"}]}
        """;

    assertThat(FleetCommand.activities(JSON.readTree(activities)))
        .containsExactly(
            "10:05  InProgress  Launching i-3",
            "    i-1 was lost",
            "10:00  Failed      Launching i-2",
            "    2 are wanted",
            "    its server never became ready",
            "    it said",
            "    1",
            "    2",
            "    3",
            "    4");
  }
}
