-- Starts the server in Neovim 0.7 and later: `require('reformlint').setup()`. From 0.11 on it uses lsp/reformlint.lua, as
-- `vim.lsp.enable('reformlint')` does; before, the editor's older functions. See :help reformlint.
local M = {}

local defaults = {
  cmd = { 'reformlint', 'lsp' },
  filetypes = { 'text', 'markdown' },
  settings = {},
}

--- The folder of the nearest configuration, or else of the repository, or else of the text.
local function root_of(path)
  local folder = vim.fn.fnamemodify(path, ':p:h')
  for _, marker in ipairs({ 'reformlint.toml', '.git' }) do
    local inside = folder
    while true do
      local candidate = inside .. '/' .. marker
      if vim.fn.filereadable(candidate) == 1 or vim.fn.isdirectory(candidate) == 1 then
        return inside
      end
      local above = vim.fn.fnamemodify(inside, ':h')
      if above == inside then
        break
      end
      inside = above
    end
  end
  return folder
end

--- Attaches the text to the server of its folder, which is started if it does not run.
local clients = {}
local function attach(options, buffer)
  local path = vim.api.nvim_buf_get_name(buffer)
  if path == '' or vim.bo[buffer].buftype ~= '' then
    return
  end
  local root = root_of(path)
  if not clients[root] or vim.lsp.client_is_stopped(clients[root]) then
    local capabilities = vim.lsp.protocol.make_client_capabilities()
    -- It keeps the data of diagnostics before it says so.
    capabilities.textDocument.publishDiagnostics.dataSupport = true
    clients[root] = vim.lsp.start_client({
      name = 'reformlint',
      capabilities = capabilities,
      cmd = options.cmd,
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
      settings = { reformlint = options.settings },
      init_options = options.settings,
    })
  end
  if clients[root] then
    vim.lsp.buf_attach_client(buffer, clients[root])
  end
end

--- Opens a text again in the encoding that its file is in, where the server has found that it is another one.
function M.reopen()
  for _, found in ipairs(vim.diagnostic.get(0)) do
    local lsp = found.user_data and found.user_data.lsp
    local reopen = lsp and lsp.data and lsp.data.reopen
    if reopen then
      vim.cmd('edit ++enc=' .. reopen.encoding)
      return
    end
  end
  print('reformlint: the encoding of this text is right')
end

--- Options: `cmd`, `filetypes`, and `settings` (profile, select, ignore, language, configuration, rulePages).
function M.setup(options)
  options = vim.tbl_extend('force', defaults, options or {})
  M.options = options
  vim.cmd("command! ReformlintReopen lua require('reformlint').reopen()")
  if vim.fn.has('nvim-0.11') == 1 then
    vim.lsp.config('reformlint', {
      cmd = options.cmd,
      filetypes = options.filetypes,
      settings = { reformlint = options.settings },
    })
    vim.lsp.enable('reformlint')
    return
  end
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('reformlint', {}),
    pattern = options.filetypes,
    callback = function(event)
      attach(options, event.buf)
    end,
  })
end

return M
