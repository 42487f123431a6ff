import { useState } from "react";
import { chooseTheme, storedTheme, type Theme } from "../theme/theme";
import { words } from "../words/en";

export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  return (
    <label className="field">
      {words.app.theme}
      <select
        value={theme}
        onChange={(event) => {
          const chosen = event.target.value as Theme;
          setTheme(chosen);
          chooseTheme(chosen);
        }}
      >
        {(Object.keys(words.app.themes) as Theme[]).map((name) => (
          <option key={name} value={name}>
            {words.app.themes[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
