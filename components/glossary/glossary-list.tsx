import { GLOSSARY } from "./terms";

/** All words with an anchor each, in the order in which one builds on another. */
export function GlossaryList() {
  return (
    <dl className="mt-4 max-w-3xl">
      {GLOSSARY.map(({ id, word, meaning }) => (
        <div key={id} id={id} className="border-line border-b py-2.5">
          <dt className="font-semibold">
            <a href={`#${id}`} className="text-text">
              {word}
            </a>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
