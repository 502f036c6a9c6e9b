"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { usePlace } from "@/components/ui/place";
import { placeHref } from "@/components/ui/place-href";
import { searchQuery } from "@/lib/api/search-query";
import { safeText } from "@/lib/format/safe-text";

const SHOWN = 8;
/** A pause in typing after which suggestions are asked for, milliseconds. */
const PAUSE_MS = 150;

/**
 * One box for everything. A plain form, so it searches without scripts; with them it suggests while one types, and `/`
 * leads to it from anywhere on the page.
 */
export function SearchBox() {
  const place = usePlace();
  const router = useRouter();
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const asked = usePause(text.trim());
  useSlash(input);
  const { data } = useQuery({
    ...searchQuery(place.network, asked, place.height),
    enabled: isOpen && asked.length >= 2 && asked.length <= 500,
    placeholderData: keepPreviousData,
  });
  const hits = isOpen && text.trim().length >= 2 ? (data?.data.hits.slice(0, SHOWN) ?? []) : [];
  const chosen = hits[active];

  const go = (link: string) => {
    setOpen(false);
    setActive(-1);
    input.current?.blur();
    router.push(placeHref(place, link));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      setOpen(false);
      setActive(-1);
    } else if (hits.length > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((active + step + hits.length + (active === -1 && step === -1 ? 1 : 0)) % hits.length);
    } else if (event.key === "Enter" && chosen) {
      event.preventDefault();
      go(chosen.link);
    }
  };

  return (
    <search className="relative w-full sm:w-72">
      <form action={`${place.prefix}/search`} method="get" onSubmit={() => setOpen(false)}>
        {place.height === undefined ? null : <input type="hidden" name="height" value={place.height} />}
        <input
          ref={input}
          type="text"
          name="q"
          role="combobox"
          aria-label="Search"
          aria-autocomplete="list"
          aria-expanded={hits.length > 0}
          aria-controls={listId}
          aria-activedescendant={chosen ? `${listId}-${active}` : undefined}
          aria-keyshortcuts="/"
          placeholder="Search address, key, name, height  /"
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
            setActive(-1);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setOpen(false)}
          className="w-full rounded-[6px] border border-line bg-surface px-2 py-1 text-[0.9286rem] placeholder:text-muted"
        />
      </form>
      <div
        id={listId}
        role="listbox"
        aria-label="Suggestions"
        className={
          hits.length === 0
            ? "hidden"
            : "absolute inset-x-0 z-20 mt-1 overflow-hidden rounded-[6px] border border-line bg-surface shadow-md"
        }
      >
        {hits.map((hit, i) => (
          <div
            key={hit.link}
            id={`${listId}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === active}
            // Before the input loses focus, which closes the list.
            onMouseDown={(event) => {
              event.preventDefault();
              go(hit.link);
            }}
            className={`cursor-pointer px-2 py-1.5 text-[0.9286rem] ${i === active ? "bg-surface-2" : "hover:bg-surface-2"}`}
          >
            <bdi className="block truncate">{safeText(hit.label, 60)}</bdi>
            <span className="block truncate text-muted">
              {hit.detail === undefined ? hit.matched : `${hit.detail} · ${hit.matched}`}
            </span>
          </div>
        ))}
      </div>
    </search>
  );
}

/** The value once it has not changed for a moment. */
function usePause(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** `/` anywhere but in a field of input leads to the box. */
function useSlash(input: { readonly current: HTMLInputElement | null }) {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      const from = event.target as HTMLElement | null;
      if (from?.closest("input, textarea, select, [contenteditable]")) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [input]);
}
