// Stands for `server-only`, whose marker throws outside of a Next.js server.
