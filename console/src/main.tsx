import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiProblem } from "./api/client";
import { App } from "./app/App";
import { applyTheme, storedTheme } from "./theme/theme";
import "./theme/tokens.css";
import "./theme/base.css";
import "./theme/shell.css";
import "./theme/parts.css";

applyTheme(storedTheme());

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server refused it refuses again; only a lost connection is tried once more.
      retry: (count, error) => count < 1 && !(error instanceof ApiProblem),
      refetchOnWindowFocus: true,
    },
  },
});

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}
