-- :checkhealth reformlint: whether the program is there, and whether it serves the text in front.
local M = {}

-- The names before 0.10.
local health = vim.health or require('health')
local start = health.start or health.report_start
local ok = health.ok or health.report_ok
local warn = health.warn or health.report_warn
local fail = health.error or health.report_error

local function program()
  local options = require('reformlint').options
  if options then
    return options.cmd[1]
  end
  local config = vim.lsp.config and vim.lsp.config.reformlint
  return type(config) == 'table' and type(config.cmd) == 'table' and config.cmd[1] or 'reformlint'
end

function M.check()
  start('reformlint')
  if vim.fn.has('nvim-0.7') == 0 then
    fail('Neovim 0.7 or later is needed')
    return
  end
  local name = program()
  if vim.fn.executable(name) == 0 then
    fail('there is no program ' .. name, { 'Install reformlint, or set `cmd` in require("reformlint").setup()' })
    return
  end
  ok(vim.trim(vim.fn.system({ name, '--version' })) .. ' (' .. vim.fn.exepath(name) .. ')')
  local get = vim.lsp.get_clients or vim.lsp.get_active_clients
  for _, client in ipairs(get()) do
    if client.name == 'reformlint' then
      ok('the server runs for ' .. tostring(client.config.root_dir or 'single files'))
      return
    end
  end
  warn('the server does not run: open a text of a type among its filetypes (text, markdown)')
end

return M
