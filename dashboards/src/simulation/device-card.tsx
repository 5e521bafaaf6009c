import { Button } from "antd";
import { Link } from "react-router";

import type { SimulatedDevice, SimulatedFault } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { lasting } from "../time/ago";
import styles from "./simulation.module.css";
import { useSteering } from "./use-simulation";

interface DeviceCardProps {
  readonly device: SimulatedDevice;
  readonly breakIt: () => void;
}

/** A simulated device with what was broken of it. */
export function DeviceCard({ device, breakIt }: DeviceCardProps) {
  const { t, text } = useWords();
  const steering = useSteering();
  const name = text(device.name);
  return (
    <li className={cardStyles.card} data-testid="simulated-device" data-device={device.id} data-broken={device.faults.length > 0}>
      <span className={cardStyles.line}>
        <strong>{name}</strong>
        <Link to={`/assets/${device.asset}`} aria-label={`${t("simulation.live")}: ${name}`}>
          {t("simulation.live")}
        </Link>
      </span>
      <span className="quiet">
        <code>{device.id}</code>
        {device.gateway !== null && ` · ${t("simulation.via", { gateway: device.gateway })}`}
      </span>
      {device.faults.map((fault) => (
        <FaultLine key={fault.id} fault={fault} />
      ))}
      <span className={styles.actions}>
        <Button onClick={breakIt} aria-label={`${t("simulation.break")}: ${name}`} data-testid="break">
          {t("simulation.break")}
        </Button>
        {device.faults.length > 1 && (
          <Button loading={steering.isPending} onClick={() => steering.mutate({ do: "mendAll", device: device.id })} data-testid="mend-all">
            {t("simulation.mendAll")}
          </Button>
        )}
      </span>
    </li>
  );
}

function FaultLine({ fault }: { readonly fault: SimulatedFault }) {
  const { t } = useWords();
  const steering = useSteering();
  const left = lasting(fault.left_s * 1_000);
  const kind = t(`simulation.kind.${fault.kind}`);
  return (
    <span className={cardStyles.line} data-testid="simulated-fault" data-kind={fault.kind}>
      <span>
        <strong>{kind}</strong>
        {fault.point !== null && (
          <>
            {" · "}
            <code>{fault.point}</code>
          </>
        )}
        {fault.value !== null && ` = ${String(fault.value)}`}
        {fault.rate < 1 && ` · ${Math.round(fault.rate * 100)} %`}
        <span className="quiet number">{` · ${t("simulation.left", { length: t(left.key, left.values) })}`}</span>
      </span>
      <Button
        size="small"
        loading={steering.isPending}
        onClick={() => steering.mutate({ do: "mend", fault: fault.id })}
        aria-label={`${t("simulation.mend")}: ${kind}`}
        data-testid="mend"
      >
        {t("simulation.mend")}
      </Button>
    </span>
  );
}
