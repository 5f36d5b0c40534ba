-- layerwise for Neovim 0.7 and later, without any plugin. Put it where your `init.lua` can `require` it:
--
--   require("layerwise").setup()                      -- `layerwise` is in PATH
--   require("layerwise").setup({ cmd = { "/opt/layerwise", "lsp" } })
--
-- Neovim 0.11 has a shorter way: see docs/editors/neovim.md.

local M = {}

local function root_of(path)
  local directory = vim.fn.fnamemodify(path, ":p:h")
  local found = vim.fn.finddir(".git", directory .. ";")
  if found ~= "" then
    return vim.fn.fnamemodify(found, ":p:h:h")
  end
  -- In a worktree `.git` is a file.
  found = vim.fn.findfile(".git", directory .. ";")
  return found ~= "" and vim.fn.fnamemodify(found, ":p:h") or directory
end

-- One server for each root.
local clients = {}

function M.setup(options)
  options = options or {}
  local function attach(buffer)
    local root = root_of(vim.api.nvim_buf_get_name(buffer))
    clients[root] = clients[root] or vim.lsp.start_client({
      name = "layerwise",
      cmd = options.cmd or { "layerwise", "lsp" },
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
      init_options = options.init_options,
      on_attach = options.on_attach,
      on_exit = function()
        clients[root] = nil
      end,
    })
    vim.lsp.buf_attach_client(buffer, clients[root])
  end
  vim.api.nvim_create_autocmd("FileType", {
    pattern = "dockerfile",
    callback = function(event)
      attach(event.buf)
    end,
  })
  if vim.bo.filetype == "dockerfile" then
    attach(vim.api.nvim_get_current_buf())
  end
end

-- Applies all safe fixes, and returns when that is done: for `BufWritePre`.
function M.fix_all(buffer)
  buffer = buffer or vim.api.nvim_get_current_buf()
  local start = { line = 0, character = 0 }
  local answers = vim.lsp.buf_request_sync(buffer, "textDocument/codeAction", {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    range = { start = start, ["end"] = start },
    context = { diagnostics = {}, only = { "source.fixAll.layerwise" } },
  }, 1000)
  for id, answer in pairs(answers or {}) do
    for _, action in ipairs(answer.result or {}) do
      if action.kind == "source.fixAll.layerwise" then
        vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(id).offset_encoding)
      end
    end
  end
end

return M
