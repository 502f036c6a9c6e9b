import pg from "pg";

let count = 0;

/** Makes an empty database on the test server and returns its URL. Test files run side by side, each in its own. */
export async function freshDatabase(serverUrl: string): Promise<string> {
  count += 1;
  const name = `t_${process.pid}_${Date.now()}_${count}`;
  const admin = new pg.Client(serverUrl);
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
