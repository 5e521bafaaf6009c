import hooks from "eslint-plugin-react-hooks";
import { defineConfig, globalIgnores } from "eslint/config";
import types from "typescript-eslint";

export default defineConfig(
  globalIgnores(["dist/", "node_modules/", "src/public/", "src/api/schema.d.ts", "eslint.config.js", "compress.mjs"]),
  ...types.configs.strictTypeChecked,
  ...types.configs.stylisticTypeChecked,
  hooks.configs.flat["recommended-latest"] ?? hooks.configs.flat.recommended,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Numbers in texts are what texts are for.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `onClick={() => refetch()}` and `() => void` read well.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
    },
  },
);
