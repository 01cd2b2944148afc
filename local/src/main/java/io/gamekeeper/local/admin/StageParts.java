package io.gamekeeper.local.admin;

import io.gamekeeper.local.appstore.FakeStores;
import io.gamekeeper.local.aws.autoscaling.Fleet;
import io.gamekeeper.local.aws.cloudfront.Deliveries;
import io.gamekeeper.local.aws.cloudwatch.AlarmViews;
import io.gamekeeper.local.aws.elb.LoadBalancer;
import io.gamekeeper.local.aws.kms.SigningKeys;
import io.gamekeeper.local.aws.lambda.LambdaService;
import io.gamekeeper.local.aws.lambda.QueuePollers;
import io.gamekeeper.local.aws.ssm.Parameters;
import io.gamekeeper.local.aws.sts.Sts;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.engine.Supervision;
import io.gamekeeper.local.identity.TokenIssuer;
import io.gamekeeper.local.identityprovider.IdentityProvider;
import io.gamekeeper.local.inbox.Channels;
import io.gamekeeper.local.messenger.Messengers;
import io.gamekeeper.local.observe.RouteTimes;
import io.gamekeeper.local.observe.TraceStore;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.template.Resources;

/**
 * The parts of a running stage, for the admin API and for tests in the same process.
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
    QueuePollers pollers,
    Parameters parameters,
    Sts sts,
    SigningKeys keys,
    Deliveries deliveries,
    Fleet fleet,
    AlarmViews alarms,
    TokenIssuer tokens,
    IdentityProvider operators,
    LoadBalancer balancer,
    FakeStores stores,
    Channels channels,
    Messengers messengers,
    RouteTimes routes,
    TraceStore traces) {}
