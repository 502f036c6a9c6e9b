import { expect, test } from "vitest";
import { parseTapeArguments } from "./arguments";

test("all arguments are read", () => {
  const argv = "--dir a --dir b --port 26600 --speed 2.5 --from 3 --until 9 --networks-file n.json".split(" ");
  expect(parseTapeArguments(argv)).toEqual({
    dirs: ["a", "b"],
    port: 26_600,
    speed: 2.5,
    from: 3,
    until: 9,
    networksFile: "n.json",
  });
  expect(parseTapeArguments(["--dir", "a", "--port", "1"])).toEqual({
    dirs: ["a"],
    port: 1,
    speed: 1,
    networksFile: undefined,
  });
});

test.each([
  ["--port 1", "--dir is missing"],
  ["--dir a", "--port is missing"],
  ["--dir a --port x", "--port x: must be a whole number"],
  ["--dir a --port 70000", "--port 70000: ports end at 65535"],
  ["--dir a --port 1 --speed fast", "--speed fast: must be 0 or a positive number"],
  ["--dir a --port 1 --speed=-1", "--speed -1: must be 0 or a positive number"],
  ["--dir a --port 1 --from 0", "--from 0: heights start at 1"],
  ["--dir a --port 1 --until 1e3", "--until 1e3: must be a whole number"],
  ["--dir a --port 1 --loud", "Unknown option '--loud'"],
  ["--dir a --port 1 stray", "Unexpected argument 'stray'"],
])("%s is refused in one sentence", (line, sentence) => {
  expect(() => parseTapeArguments(line.split(" "))).toThrow(sentence);
});
