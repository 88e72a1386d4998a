-- reformlint for Neovim 0.11 and later. Put this folder (editors/neovim) on 'runtimepath', or copy this file to
-- ~/.config/nvim/lsp/reformlint.lua, and write in your init.lua:
--
--   vim.lsp.enable('reformlint')
--
-- Settings go before every reformlint.toml, for instance:
--
--   vim.lsp.config('reformlint', { settings = { reformlint = { language = 'zh', profile = 'strict' } } })
--
---@type vim.lsp.Config
return {
  cmd = { 'reformlint', 'lsp' },
  filetypes = { 'text', 'markdown' },
  root_markers = { 'reformlint.toml', '.git' },
}
