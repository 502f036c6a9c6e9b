"use client";

import { useQuery } from "@tanstack/react-query";
import { FigureRow } from "@/components/ui/figure-row";
import { usePlace } from "@/components/ui/place";
import { Term } from "@/components/ui/term";
import { Time } from "@/components/ui/time";
import { isUnknown, Unknown } from "@/components/ui/unknown";
import { FigureMark } from "@/components/verify/figure-mark";
import { SaidMark } from "@/components/verify/said-mark";
import { apiPath } from "@/lib/api/api-path";
import { slashesQuery } from "@/lib/api/slashes-query";
import { count, formatInteger } from "@/lib/format/number";
import { MeterHistory } from "./meter-history";
import { ReportList } from "./report-list";
import { applySlashFilter, chainOfSlash, type SlashFilter } from "./slash-filter";
import { SlashFilterForm } from "./slash-filter-form";
import { originName, slashesSentence } from "./slash-words";
import { SlashesTable } from "./slashes-table";

/** The ledger of punishments, narrowed as the address says, and the throttle that reports pass through. */
export function SlashesView({ filter }: { filter: SlashFilter }) {
  const { network, height } = usePlace();
  const { data } = useQuery(slashesQuery(network, height));
  if (!data) return null;
  const { data: items, throttle, asOf } = data;
  const rows = applySlashFilter(items, filter, asOf.time);
  const chains = new Map(items.map((item) => [chainOfSlash(item), originName(item.origin)]));
  const unpunished = throttle.reports.filter(({ outcome }) => outcome !== "punished");
  return (
    <>
      <h1>{slashesSentence(items, throttle.reports)}</h1>
      <Meter throttle={throttle} />
      <SlashFilterForm filter={filter} chains={[...chains].map(([value, word]) => ({ value, word }))} />
      <SlashesTable
        caption="Punishments, latest first"
        items={rows}
        empty={items.length === 0 ? "No one has been punished." : "No punishment matches this filter."}
      />
      <p className="mt-3 text-muted">
        {rows.length === items.length
          ? count(rows.length, "punishment")
          : `${rows.length} of ${count(items.length, "punishment")}`}{" "}
        · <a href={apiPath(network, "/slashes", height)}>all of them as JSON</a>
      </p>
      <MeterHistory throttle={throttle} head={asOf.height} />
      {unpunished.length === 0 ? null : (
        <section className="mt-8">
          <ReportList caption="Reports that have punished nobody" reports={unpunished} empty="None." path="/slashes" />
        </section>
      )}
      <p className="mt-6 max-w-3xl text-muted">
        The provider's own event for a consumer's punishment names no consumer. The chain stands here because the packet
        was received in the same message of the same transaction, and its channel belongs to that consumer; or because
        the evidence names it. What was burnt is what the bank module burnt of stake in that message. No header covers
        events, so punishments are not proven: <SaidMark chainId={asOf.chainId} />.
      </p>
    </>
  );
}

function Meter({ throttle: { meter, reports } }: { throttle: Parameters<typeof MeterHistory>[0]["throttle"] }) {
  if (isUnknown(meter))
    return <FigureRow figures={[{ key: "meter", word: "Slash meter", value: <Unknown because={meter.because} /> }]} />;
  const waiting = reports.filter(({ outcome }) => outcome === "waiting").length;
  return (
    <FigureRow
      figures={[
        {
          key: "meter",
          word: <Term id="slash-meter">Slash meter</Term>,
          value: (
            <>
              {formatInteger(meter.meter)} of {formatInteger(meter.allowance)} power{" "}
              <FigureMark subject="slash-meter" name="Slash meter" />
            </>
          ),
        },
        {
          key: "next",
          word: "Filled up",
          value: meter.isFull ? "full" : <Time iso={meter.nextReplenish} />,
        },
        { key: "waiting", word: "Reports held back", value: waiting === 0 ? "none" : waiting },
      ]}
    />
  );
}
