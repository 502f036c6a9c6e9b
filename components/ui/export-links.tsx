"use client";

import { apiPath } from "@/lib/api/api-path";
import { usePlace } from "./place";

/** The table above it as files: the same rows, narrowed and ordered by the same parameters, at the same height. */
export function ExportLinks({
  path,
  parameters = {},
  isList = false,
}: {
  /** Of the API, behind the network: "/consumers". */
  path: string;
  parameters?: Readonly<Record<string, string>>;
  /** Lists come as CSV as well. */
  isList?: boolean;
}) {
  const { network, height } = usePlace();
  return (
    <span className="no-print whitespace-nowrap">
      The same as <a href={apiPath(network, path, height, parameters)}>JSON</a>
      {isList ? (
        <>
          {" "}
          or <a href={apiPath(network, path, height, { ...parameters, format: "csv" })}>CSV</a>
        </>
      ) : null}
    </span>
  );
}
