// Light, dark, or as the system says; kept in this browser.
export type Theme = "system" | "light" | "dark";

const place = "signalbox.theme";
const dark = window.matchMedia("(prefers-color-scheme: dark)");

export function storedTheme(): Theme {
  const stored = localStorage.getItem(place);
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function applyTheme(theme: Theme): void {
  const isDark = theme === "dark" || (theme === "system" && dark.matches);
  document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(place, theme);
  applyTheme(theme);
}

dark.addEventListener("change", () => applyTheme(storedTheme()));
