import { METHODS } from "./methods";

/** All methods with an anchor each. */
export function MethodsList() {
  return (
    <div className="mt-4 max-w-3xl">
      {METHODS.map(({ id, title, how, formula, example, asks, limits }) => (
        <section key={id} id={id} className="border-line border-b py-3">
          <h2>
            <a href={`#${id}`} className="text-text">
              {title}
            </a>
          </h2>
          <p>{how}</p>
          <dl className="mt-1 grid grid-cols-[6rem_1fr] gap-x-3 text-[0.9286rem] max-sm:grid-cols-1">
            {formula === undefined ? null : (
              <Entry word="Formula" value={<code className="font-mono">{formula}</code>} />
            )}
            {example === undefined ? null : <Entry word="Example" value={example} />}
            {asks.length === 0 ? null : (
              <Entry
                word="Asked"
                value={asks.map((ask) => (
                  <code key={ask} className="block break-words font-mono text-[0.9286rem]">
                    {ask}
                  </code>
                ))}
              />
            )}
            {limits === undefined ? null : <Entry word="Limits" value={limits} />}
          </dl>
        </section>
      ))}
    </div>
  );
}

function Entry({ word, value }: { word: string; value: React.ReactNode }) {
  return (
    <div className="col-span-full grid grid-cols-subgrid">
      <dt className="text-muted">{word}</dt>
      <dd className="min-w-0">{value}</dd>
    </div>
  );
}
