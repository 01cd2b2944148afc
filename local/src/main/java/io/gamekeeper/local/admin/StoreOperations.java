package io.gamekeeper.local.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.admin.AdminOperation.Nothing;
import io.gamekeeper.local.admin.StoreCalls.Choice;
import io.gamekeeper.local.admin.StoreCalls.Disturbance;
import io.gamekeeper.local.admin.StoreCalls.Notified;
import io.gamekeeper.local.admin.StoreCalls.Providers;
import io.gamekeeper.local.admin.StoreCalls.Purchase;
import io.gamekeeper.local.admin.StoreCalls.Refund;
import io.gamekeeper.local.admin.StoreCalls.Sale;
import io.gamekeeper.local.appstore.FakeStores;
import io.gamekeeper.local.appstore.Outage;
import io.gamekeeper.local.appstore.Sold;
import io.gamekeeper.local.aws.ssm.Parameters;
import io.gamekeeper.local.service.StageException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The stage's side of {@link StoreCalls}. */
final class StoreOperations {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FakeStores stores;
  private final Parameters parameters;

  StoreOperations(FakeStores stores, Parameters parameters) {
    this.stores = stores;
    this.parameters = parameters;
  }

  List<AdminApi.Handler> operations() {
    return List.of(
        StoreCalls.BUY.by(this::buy),
        StoreCalls.REFUND.by(this::refund),
        StoreCalls.OUTAGE.by(this::outage),
        StoreCalls.PROVIDERS.by(_ -> new Providers(providers())),
        StoreCalls.CHOOSE_PROVIDER.by(this::choose));
  }

  private Sale buy(Purchase purchase) {
    if (purchase.quantity() < 1) {
      throw new IllegalArgumentException("a store sells at least one, not " + purchase.quantity());
    }
    Sold sold =
        stores.buy(purchase.store(), purchase.sku(), purchase.quantity(), purchase.player());
    return new Sale(sold.transactionId(), sold.receipt());
  }

  private Notified refund(Refund refund) throws InterruptedException {
    if (refund.percent() < 1 || refund.percent() > 100) {
      throw new IllegalArgumentException("a store refunds 1 to 100 %, not " + refund.percent());
    }
    return new Notified(stores.refund(refund.store(), refund.transaction(), refund.percent()));
  }

  private Nothing outage(Disturbance disturbance) {
    stores.disturb(
        disturbance.store(), new Outage(disturbance.state(), disturbance.errorPercent()));
    return Nothing.NOTHING;
  }

  private Providers choose(Choice choice) {
    Map<String, String> providers = providers();
    providers.put(choice.store().id(), choice.provider().value());
    parameters.put(stores.providerSwitch(), AdminJson.compact(providers));
    return new Providers(providers);
  }

  private Map<String, String> providers() {
    String text = parameters.value(stores.providerSwitch());
    try {
      return JSON.readValue(text, new TypeReference<TreeMap<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new StageException("the parameter of the providers is damaged: " + text, e);
    }
  }
}
