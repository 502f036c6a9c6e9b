import { ValidatorPunishments } from "@/components/slash/validator-punishments";
import { ValidatorView } from "@/components/validator/validator-view";
import { ValidatorsView } from "@/components/validator/validators-view";
import { validatorQuery } from "@/lib/api/validator-query";
import { validatorsQuery } from "@/lib/api/validators-query";
import { readValidator } from "@/lib/server/read-validator";
import { readValidators } from "@/lib/server/read-validators";
import { decode } from "./page-fault";
import { drawPage } from "./page-frame";
import { type PageProps, viewAtOf } from "./page-input";

/** `/validators`: all of them by power. */
export function validatorsPage(props: PageProps) {
  return drawPage(
    props,
    "/validators",
    async ({ deps, place }) => [
      {
        queryKey: validatorsQuery(place.network, place.height).queryKey,
        result: await readValidators(deps, place.network, viewAtOf(place)),
      },
    ],
    () => <ValidatorsView />,
  );
}

/** `/validators/{any}`: one, by any of its names. */
export async function validatorPage(props: PageProps<{ readonly any: string }>) {
  const any = decode((await props.params).any);
  return drawPage(
    props,
    `/validators/${encodeURIComponent(any)}`,
    async ({ deps, place }) => [
      {
        queryKey: validatorQuery(place.network, any, place.height).queryKey,
        result: await readValidator(deps, place.network, any, viewAtOf(place)),
      },
    ],
    () => <ValidatorView any={any} punishments={<ValidatorPunishments any={any} />} />,
  );
}
