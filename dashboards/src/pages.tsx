import { lazy, Suspense } from "react";
import { matchPath, Navigate, Route, Routes, useLocation } from "react-router";

import { FirstLoad } from "./layout/first-load";
import { withTexts } from "./messages/translate";
import { behindOf, CALL } from "./phone/behind";
import { postToken } from "./offline/post-token";
import { SignInPage } from "./sign-in/sign-in-page";

// Each page is a file of its own on the wire; the sign-in page alone is small. What a guard opens first waits for no texts.
const SignedIn = lazy(() => import("./layout/signed-in"));
const OverviewPage = lazy(() => withTexts(import("./overview/overview-page")));
const AlarmsPage = lazy(() => withTexts(import("./alarms/alarms-page")));
const AlarmPanel = lazy(() => withTexts(import("./alarms/alarm-panel")));
const IncidentsPage = lazy(() => withTexts(import("./incidents/incidents-page")));
const IncidentPage = lazy(() => withTexts(import("./incidents/incident-page")));
const OrdersPage = lazy(() => withTexts(import("./work-orders/orders-page")));
const OrderPage = lazy(() => withTexts(import("./work-orders/order-page")));
const AssetsPage = lazy(() => withTexts(import("./assets/assets-page")));
const AssetPage = lazy(() => withTexts(import("./assets/asset-page")));
const DispatchPage = lazy(() => withTexts(import("./dispatch/dispatch-page")));
const RotaPage = lazy(() => withTexts(import("./rota/rota-page")));
const DutyPage = lazy(() => withTexts(import("./dispatch/duty-page")));
const HandOversPage = lazy(() => withTexts(import("./hand-over/hand-overs-page")));
const HandOverPage = lazy(() => withTexts(import("./hand-over/hand-over-page")));
const ControlRoomPage = lazy(() => withTexts(import("./control-room/control-room-page")));
const CallOutsPage = lazy(() => withTexts(import("./call-outs/call-outs-page")));
const RunsPage = lazy(() => withTexts(import("./emergency/runs/runs-page")));
const RunPage = lazy(() => withTexts(import("./emergency/runs/run-page")));
const EmergencyPlansPage = lazy(() => withTexts(import("./emergency/plans/plans-page")));
const EmergencyPlanPage = lazy(() => withTexts(import("./emergency/plans/plan-page")));
const PlanVersionPage = lazy(() => withTexts(import("./emergency/plans/version-page")));
const PlanEditorPage = lazy(() => withTexts(import("./emergency/plans/editor/editor-page")));
const NumbersPage = lazy(() => withTexts(import("./emergency/plans/numbers-page")));
const DrillsPage = lazy(() => withTexts(import("./drills/drills-page")));
const NewDrillPage = lazy(() => withTexts(import("./drills/new-drill-page")));
const DrillPage = lazy(() => withTexts(import("./drills/drill-page")));
const ReviewsPage = lazy(() => withTexts(import("./emergency/reviews/reviews-page")));
const ReviewPage = lazy(() => withTexts(import("./emergency/reviews/review-page")));
const WhistlesPage = lazy(() => withTexts(import("./whistles/whistles-page")));
const WhistlePage = lazy(() => withTexts(import("./whistles/whistle-page")));
const WeatherPage = lazy(() => withTexts(import("./emergency/weather/weather-page")));
const SuppliesPage = lazy(() => withTexts(import("./emergency/supplies/supplies-page")));
const NoticesPage = lazy(() => withTexts(import("./notices/notices-page")));
const NoticePage = lazy(() => withTexts(import("./notices/notice-page")));
const NoticeRecipientsPage = lazy(() => withTexts(import("./notices/recipients-page")));
const VisitsPage = lazy(() => withTexts(import("./visits/visits-page")));
const VisitPage = lazy(() => withTexts(import("./visits/visit-page")));
const ServiceDuePage = lazy(() => withTexts(import("./visits/service-due-page")));
const VisitHerePage = lazy(() => withTexts(import("./visits/here/visit-here-page")));
const RepeatsPage = lazy(() => withTexts(import("./work-done/repeats-page")));
const ServiceLevelsPage = lazy(() => withTexts(import("./service/service-levels-page")));
const PlansPage = lazy(() => withTexts(import("./plans/plans-page")));
const PermitsPage = lazy(() => withTexts(import("./permits/permits-page")));
const NewPermitPage = lazy(() => withTexts(import("./permits/new-permit-page")));
const PermitPage = lazy(() => withTexts(import("./permits/permit-page")));
const OutOfServicePage = lazy(() => withTexts(import("./permits/out-of-service-page")));
const FiguresPage = lazy(() => withTexts(import("./figures/figures-page")));
const RulesPage = lazy(() => withTexts(import("./rules/rules-page")));
const RulePage = lazy(() => withTexts(import("./rules/rule-page")));
const RuleEditorPage = lazy(() => withTexts(import("./rules/editor/rule-editor-page")));
const BacktestPage = lazy(() => withTexts(import("./rules/trial/backtest-page")));
const RequestsPage = lazy(() => withTexts(import("./requests/requests-page")));
const NewRequestPage = lazy(() => withTexts(import("./requests/new-request-page")));
const QrCodesPage = lazy(() => withTexts(import("./requests/qr-codes-page")));
const ScanPage = lazy(() => withTexts(import("./scan/scan-page")));
const QuarantinePage = lazy(() => withTexts(import("./quarantine/quarantine-page")));
const DevicesPage = lazy(() => withTexts(import("./devices/devices-page")));
const DevicePage = lazy(() => withTexts(import("./devices/device-page")));
const NewDevicesPage = lazy(() => withTexts(import("./new-devices/new-devices-page")));
const SopPage = lazy(() => import("./knowledge/sop-page"));
const TrendsPage = lazy(() => import("./trends/trends-page"));
const WallPage = lazy(() => withTexts(import("./wall/wall-frame")));
const SimulationPage = lazy(() => withTexts(import("./simulation/simulation-page")));
const SystemPage = lazy(() => withTexts(import("./system/system-page")));
const WebhooksPage = lazy(() => withTexts(import("./outside/webhooks-page")));
const WebhookPage = lazy(() => withTexts(import("./outside/webhook-page")));
const ClientsPage = lazy(() => withTexts(import("./outside/clients-page")));
const ImportPage = lazy(() => withTexts(import("./outside/import-page")));
const MyTasksPage = lazy(() => import("./phone/my-tasks-page"));
const PostPage = lazy(() => import("./phone/post-page"));
const ContactsPage = lazy(() => withTexts(import("./contacts/contacts-page")));
const ReachabilityPage = lazy(() => withTexts(import("./contacts/reachability-page")));
const ContactCheckPage = lazy(() => withTexts(import("./contacts/contact-check-page")));
const OfflinePage = lazy(() => withTexts(import("./offline/offline-page")));
const CardsPage = lazy(() => withTexts(import("./offline/cards-page")));
const PostPhonesPage = lazy(() => withTexts(import("./offline/post-phones-page")));
const PostPhonePage = lazy(() => withTexts(import("./offline/post-phone-page")));
const NotFoundPage = lazy(() => withTexts(import("./layout/not-found-page")));

export function Pages({ signedIn }: { readonly signedIn: boolean }) {
  const location = useLocation();
  const { pathname, search } = location;
  if (pathname === "/v") {
    return (
      <Suspense fallback={<FirstLoad />}>
        <VisitHerePage />
      </Suspense>
    );
  }
  if (pathname === "/contact-check") {
    return (
      <Suspense fallback={<FirstLoad />}>
        <ContactCheckPage />
      </Suspense>
    );
  }
  if (pathname === "/post-phone" && (!signedIn || location.hash !== "")) {
    return (
      <Suspense fallback={<FirstLoad />}>
        <PostPhonePage />
      </Suspense>
    );
  }
  if (!signedIn) {
    return (
      <Routes>
        <Route path="/sign-in" element={<SignInPage />} />
        <Route path="*" element={<Navigate to={postToken() === null ? "/sign-in" : "/post-phone"} replace state={{ from: pathname + search }} />} />
      </Routes>
    );
  }
  // A call stands over the page that was open, which stays as it is.
  const call = matchPath(CALL, pathname)?.params.id ?? null;
  const behind = call === null ? null : behindOf(location.state);
  return (
    <Suspense fallback={<FirstLoad />}>
      <Routes location={behind ?? location}>
        <Route path="/sign-in" element={<SignInPage />} />
        <Route path="/wall" element={<WallPage />} />
        <Route element={<SignedIn call={call} behind={behind} />}>
          <Route index element={<OverviewPage />} />
          <Route path="tasks" element={<MyTasksPage />} />
          <Route path="post" element={<PostPage />} />
          <Route path={CALL} element={null} />
          <Route path="alarms" element={<AlarmsPage />}>
            <Route path=":id" element={<AlarmPanel />} />
          </Route>
          <Route path="incidents" element={<IncidentsPage />} />
          <Route path="incidents/:id" element={<IncidentPage />} />
          <Route path="work-orders" element={<OrdersPage />} />
          <Route path="work-orders/:id" element={<OrderPage />} />
          <Route path="dispatch" element={<DispatchPage />} />
          <Route path="rota" element={<RotaPage />} />
          <Route path="duty" element={<DutyPage />} />
          <Route path="hand-over" element={<HandOversPage />} />
          <Route path="hand-over/:id" element={<HandOverPage />} />
          <Route path="control-room" element={<ControlRoomPage />} />
          <Route path="call-outs" element={<CallOutsPage />} />
          <Route path="emergency" element={<RunsPage />} />
          <Route path="emergency/runs/:id" element={<RunPage />} />
          <Route path="emergency/plans" element={<EmergencyPlansPage />} />
          <Route path="emergency/plans/versions/:id" element={<PlanVersionPage />} />
          <Route path="emergency/plans/versions/:id/edit" element={<PlanEditorPage />} />
          <Route path="emergency/plans/:key" element={<EmergencyPlanPage />} />
          <Route path="emergency/numbers" element={<NumbersPage />} />
          <Route path="drills" element={<DrillsPage />} />
          <Route path="drills/new" element={<NewDrillPage />} />
          <Route path="drills/:id" element={<DrillPage />} />
          <Route path="drills/:id/edit" element={<NewDrillPage />} />
          <Route path="emergency/reviews" element={<ReviewsPage />} />
          <Route path="emergency/reviews/:id" element={<ReviewPage />} />
          <Route path="whistles" element={<WhistlesPage />} />
          <Route path="emergency/weather" element={<WeatherPage />} />
          <Route path="emergency/supplies" element={<SuppliesPage />} />
          <Route path="whistles/:id" element={<WhistlePage />} />
          <Route path="notices" element={<NoticesPage />} />
          <Route path="notices/recipients" element={<NoticeRecipientsPage />} />
          <Route path="notices/:id" element={<NoticePage />} />
          <Route path="visits" element={<VisitsPage />} />
          <Route path="visits/:id" element={<VisitPage />} />
          <Route path="service-due" element={<ServiceDuePage />} />
          <Route path="repeat-faults" element={<RepeatsPage />} />
          <Route path="service-levels" element={<ServiceLevelsPage />} />
          <Route path="assets" element={<AssetsPage />} />
          <Route path="assets/:id" element={<AssetPage />} />
          <Route path="plans" element={<PlansPage />} />
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
          <Route path="scan" element={<ScanPage />} />
          <Route path="offline" element={<OfflinePage />} />
          <Route path="cards" element={<CardsPage />} />
          <Route path="post-phones" element={<PostPhonesPage />} />
          <Route path="post-phone" element={<Navigate to="/" replace />} />
          <Route path="quarantine" element={<QuarantinePage />} />
          <Route path="devices" element={<DevicesPage />} />
          <Route path="devices/:site/:id" element={<DevicePage />} />
          <Route path="new-devices" element={<NewDevicesPage />} />
          <Route path="outside" element={<WebhooksPage />} />
          <Route path="outside/clients" element={<ClientsPage />} />
          <Route path="outside/import" element={<ImportPage />} />
          <Route path="outside/:id" element={<WebhookPage />} />
          <Route path="me/contacts" element={<ContactsPage />} />
          <Route path="reachability" element={<ReachabilityPage />} />
          <Route path="trends" element={<TrendsPage />} />
          <Route path="sops/:id" element={<SopPage />} />
          <Route path="simulation" element={<SimulationPage />} />
          <Route path="system" element={<SystemPage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Route>
      </Routes>
    </Suspense>
  );
}
