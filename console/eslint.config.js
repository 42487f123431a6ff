import accessible from "eslint-plugin-jsx-a11y";
import hooks from "eslint-plugin-react-hooks";
import typescript from "typescript-eslint";

export default typescript.config(
  { ignores: ["dist", "node_modules"] },
  ...typescript.configs.strictTypeChecked,
  accessible.flatConfigs.strict,
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { "react-hooks": hooks },
    languageOptions: { parserOptions: { project: "./tsconfig.json" } },
    rules: {
      ...hooks.configs.recommended.rules,
      "max-lines": ["error", 250],
      "no-restricted-syntax": [
        "error",
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: "what a lead controls is shown as text",
        },
        {
          selector: "JSXText[value=/[A-Za-z]{2}/]",
          message: "words belong to src/words, where they are translated",
        },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
    },
  },
  { files: ["*.js", "*.ts"], ...typescript.configs.disableTypeChecked },
);
