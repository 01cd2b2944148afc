package io.gamekeeper.local.admin;

import io.gamekeeper.local.client.Parameters;
import io.gamekeeper.local.client.SigningKeys;
import io.gamekeeper.local.delivery.Deliveries;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.engine.Supervision;
import io.gamekeeper.local.fleet.Fleet;
import io.gamekeeper.local.identity.TokenIssuer;
import io.gamekeeper.local.lambda.LambdaService;
import io.gamekeeper.local.observe.RouteTimes;
import io.gamekeeper.local.observe.TraceStore;
import io.gamekeeper.local.resource.Resources;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.store.FakeStores;

/**
 * What the admin API, and those in the same process, see of a running stage.
 *
 * @param port of the load balancer
 */
public record StageParts(
    int port,
    Ground ground,
    Resources resources,
    Engines engines,
    Supervision supervision,
    LambdaService functions,
    Parameters parameters,
    SigningKeys keys,
    Deliveries deliveries,
    Fleet fleet,
    TokenIssuer tokens,
    FakeStores stores,
    RouteTimes routes,
    TraceStore traces) {}
