import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, Empty, Popconfirm, Skeleton } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { Icon } from "../icons/icon";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { chosenOf, PlaceSelect } from "./place-select";
import { QrPicture } from "./qr-picture";
import styles from "./requests.module.css";

/** Codes by which people report without an account: made for places, printed on A4, ended. */
export default function QrCodesPage() {
  const { t, text } = useWords();
  const { site } = useHere();
  const tell = useProblemNotice();
  const client = useQueryClient();
  const [places, choosePlaces] = useState<string[]>([]);
  const [left, leave] = useState<ReadonlySet<string>>(new Set());
  const { data: links, error, refetch } = useQuery({
    queryKey: keys.qrLinks(site.id),
    queryFn: () => allPages((cursor) => data(api.GET("/api/v1/qr-links", { params: { query: { site: site.id, limit: 200, cursor } } }))),
    gcTime: 0,
  });
  const again = () => client.invalidateQueries({ queryKey: keys.qrLinks(site.id) });
  const make = useMutation({
    mutationFn: () =>
      data(api.POST("/api/v1/qr-links", { body: { site: site.id, assets: chosenOf("asset", places), spaces: chosenOf("space", places) } })),
    onSuccess: () => {
      choosePlaces([]);
      return again();
    },
    onError: tell,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => api.DELETE("/api/v1/qr-links/{link_id}", { params: { path: { link_id: id } } }),
    onSuccess: again,
    onError: tell,
  });
  const printed = links?.filter(({ id, svg }) => !left.has(id) && svg !== null) ?? [];

  return (
    <>
      <Link to="/requests" className={styles.noPrint} style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("requests.title")}
      </Link>
      <Page
        title={t("requests.qr")}
        actions={
          <Button icon={<Icon name="print" />} disabled={printed.length === 0} onClick={() => print()} data-testid="print">
            {t("requests.qrPrint", { n: printed.length })}
          </Button>
        }
      >
        <p className={`quiet ${styles.noPrint}`}>{t("requests.qrHint")}</p>
        <div className={`${styles.make} ${styles.noPrint}`}>
          <PlaceSelect many value={places} onChange={choosePlaces} placeholder={t("requests.qrWhere")} testId="qr-places" />
          <Button type="primary" disabled={places.length === 0} loading={make.isPending} onClick={() => make.mutate()} data-testid="make-qr">
            {t("requests.qrMake")}
          </Button>
        </div>
        {error !== null && <Failure error={error} retry={() => void refetch()} />}
        {links === undefined && error === null && <Skeleton active />}
        {links?.length === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("requests.qrNone")}>
            <p className="quiet">{t("requests.qrNoneHint")}</p>
          </Empty>
        )}
        {links !== undefined && links.length > 0 && (
          <Checkbox
            className={styles.noPrint}
            checked={left.size === 0}
            indeterminate={left.size > 0 && printed.length > 0}
            onChange={({ target }) => leave(target.checked ? new Set() : new Set(links.map(({ id }) => id)))}
          >
            {t("requests.qrSelectAll")}
          </Checkbox>
        )}
        <ul className={styles.sheet}>
          {links?.map((link) => (
            <li key={link.id} className={`${styles.label} ${left.has(link.id) ? styles.noPrint : ""}`} data-testid="qr-link">
              <Checkbox
                className={styles.noPrint}
                aria-label={text(link.name)}
                checked={!left.has(link.id)}
                onChange={({ target }) => {
                  const after = new Set(left);
                  if (target.checked) after.delete(link.id);
                  else after.add(link.id);
                  leave(after);
                }}
              />
              {link.svg === null ? <p className="late">{t("requests.qrGone")}</p> : <QrPicture svg={link.svg} alt={text(link.name)} />}
              <strong>{text(link.name)}</strong>
              <span>{text(link.place)}</span>
              <span className="quiet">{t("requests.qrScan")}</span>
              {link.code !== null && <span className="number">{link.code}</span>}
              <Popconfirm title={t("requests.qrRevoke")} onConfirm={() => revoke.mutate(link.id)}>
                <Button type="text" size="small" className={styles.noPrint} data-testid="revoke-qr">
                  {t("requests.qrRevoke")}
                </Button>
              </Popconfirm>
            </li>
          ))}
        </ul>
      </Page>
    </>
  );
}
