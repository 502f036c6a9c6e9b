import { PacketPage } from "@/components/packet/packet-page";
import { packetQuery } from "@/lib/api/packet-queries";
import { readPacket } from "@/lib/server/read-packets";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";

/** `/packets/{consumer}/{direction}/{sequence}`: one packet. */
export async function packetPage(
  props: PageProps<{ readonly consumer: string; readonly direction: string; readonly sequence: string }>,
) {
  const { consumer, direction, sequence } = await props.params;
  const packet = { consumer, direction, sequence };
  return drawPage(
    props,
    `/packets/${[consumer, direction, sequence].map(encodeURIComponent).join("/")}`,
    async ({ deps, place }) => [
      {
        queryKey: packetQuery(place.network, packet, place.height).queryKey,
        result: await readPacket(deps, place.network, packet, viewAtOf(place)),
      },
    ],
    () => <PacketPage {...packet} />,
  );
}
