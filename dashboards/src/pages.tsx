import { lazy, Suspense } from "react";
import { Navigate, Route, Routes, useLocation } from "react-router";

import { FirstLoad } from "./layout/first-load";
import { SignInPage } from "./sign-in/sign-in-page";

// Each page is a file of its own on the wire; the sign-in page alone is small.
const SignedIn = lazy(() => import("./layout/signed-in"));
const OverviewPage = lazy(() => import("./overview/overview-page"));
const AlarmsPage = lazy(() => import("./alarms/alarms-page"));
const AlarmPanel = lazy(() => import("./alarms/alarm-panel"));
const IncidentsPage = lazy(() => import("./incidents/incidents-page"));
const IncidentPage = lazy(() => import("./incidents/incident-page"));
const OrdersPage = lazy(() => import("./work-orders/orders-page"));
const OrderPage = lazy(() => import("./work-orders/order-page"));
const AssetsPage = lazy(() => import("./assets/assets-page"));
const AssetPage = lazy(() => import("./assets/asset-page"));
const DispatchPage = lazy(() => import("./dispatch/dispatch-page"));
const DutyPage = lazy(() => import("./dispatch/duty-page"));
const WhistlesPage = lazy(() => import("./whistles/whistles-page"));
const WhistlePage = lazy(() => import("./whistles/whistle-page"));
const VisitsPage = lazy(() => import("./visits/visits-page"));
const VisitPage = lazy(() => import("./visits/visit-page"));
const ServiceDuePage = lazy(() => import("./visits/service-due-page"));
const VisitHerePage = lazy(() => import("./visits/here/visit-here-page"));
const RepeatsPage = lazy(() => import("./work-done/repeats-page"));
const ServiceLevelsPage = lazy(() => import("./service/service-levels-page"));
const PermitsPage = lazy(() => import("./permits/permits-page"));
const NewPermitPage = lazy(() => import("./permits/new-permit-page"));
const PermitPage = lazy(() => import("./permits/permit-page"));
const OutOfServicePage = lazy(() => import("./permits/out-of-service-page"));
const FiguresPage = lazy(() => import("./figures/figures-page"));
const RulesPage = lazy(() => import("./rules/rules-page"));
const RulePage = lazy(() => import("./rules/rule-page"));
const RuleEditorPage = lazy(() => import("./rules/editor/rule-editor-page"));
const BacktestPage = lazy(() => import("./rules/trial/backtest-page"));
const RequestsPage = lazy(() => import("./requests/requests-page"));
const NewRequestPage = lazy(() => import("./requests/new-request-page"));
const QrCodesPage = lazy(() => import("./requests/qr-codes-page"));
const QuarantinePage = lazy(() => import("./quarantine/quarantine-page"));
const SystemPage = lazy(() => import("./system/system-page"));
const WebhooksPage = lazy(() => import("./outside/webhooks-page"));
const WebhookPage = lazy(() => import("./outside/webhook-page"));
const ClientsPage = lazy(() => import("./outside/clients-page"));
const ImportPage = lazy(() => import("./outside/import-page"));
const NotFoundPage = lazy(() => import("./layout/not-found-page"));

export function Pages({ signedIn }: { readonly signedIn: boolean }) {
  const { pathname, search } = useLocation();
  if (pathname === "/v") {
    return (
      <Suspense fallback={<FirstLoad />}>
        <VisitHerePage />
      </Suspense>
    );
  }
  if (!signedIn) {
    return (
      <Routes>
        <Route path="/sign-in" element={<SignInPage />} />
        <Route path="*" element={<Navigate to="/sign-in" replace state={{ from: pathname + search }} />} />
      </Routes>
    );
  }
  return (
    <Suspense fallback={<FirstLoad />}>
      <Routes>
        <Route path="/sign-in" element={<SignInPage />} />
        <Route element={<SignedIn />}>
          <Route index element={<OverviewPage />} />
          <Route path="alarms" element={<AlarmsPage />}>
            <Route path=":id" element={<AlarmPanel />} />
          </Route>
          <Route path="incidents" element={<IncidentsPage />} />
          <Route path="incidents/:id" element={<IncidentPage />} />
          <Route path="work-orders" element={<OrdersPage />} />
          <Route path="work-orders/:id" element={<OrderPage />} />
          <Route path="dispatch" element={<DispatchPage />} />
          <Route path="duty" element={<DutyPage />} />
          <Route path="whistles" element={<WhistlesPage />} />
          <Route path="whistles/:id" element={<WhistlePage />} />
          <Route path="visits" element={<VisitsPage />} />
          <Route path="visits/:id" element={<VisitPage />} />
          <Route path="service-due" element={<ServiceDuePage />} />
          <Route path="repeat-faults" element={<RepeatsPage />} />
          <Route path="service-levels" element={<ServiceLevelsPage />} />
          <Route path="assets" element={<AssetsPage />} />
          <Route path="assets/:id" element={<AssetPage />} />
          <Route path="permits" element={<PermitsPage />} />
          <Route path="permits/new" element={<NewPermitPage />} />
          <Route path="permits/:id" element={<PermitPage />} />
          <Route path="out-of-service" element={<OutOfServicePage />} />
          <Route path="figures" element={<FiguresPage />} />
          <Route path="rules" element={<RulesPage />} />
          <Route path="rules/new" element={<RuleEditorPage />} />
          <Route path="rules/:id" element={<RulePage />} />
          <Route path="rules/:id/edit" element={<RuleEditorPage />} />
          <Route path="rules/:id/backtests/:backtest" element={<BacktestPage />} />
          <Route path="requests" element={<RequestsPage />} />
          <Route path="requests/new" element={<NewRequestPage />} />
          <Route path="qr-codes" element={<QrCodesPage />} />
          <Route path="quarantine" element={<QuarantinePage />} />
          <Route path="outside" element={<WebhooksPage />} />
          <Route path="outside/clients" element={<ClientsPage />} />
          <Route path="outside/import" element={<ImportPage />} />
          <Route path="outside/:id" element={<WebhookPage />} />
          <Route path="system" element={<SystemPage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Routes>
    </Suspense>
  );
}
