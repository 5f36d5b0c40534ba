;;; What Emacs does with the server: started in batch mode by tests/lsp/editors.rs.  -*- lexical-binding: t -*-

(require 'eglot)
(require 'flymake)
(require 'json)
(load (getenv "CONFIG"))
;; The real program, and no other one for this mode.
(setq eglot-server-programs `((dockerfile-mode . (,(getenv "LAYERWISE") "lsp"))))
(unless (require 'dockerfile-mode nil t)
  (define-derived-mode dockerfile-mode prog-mode "Dockerfile"))

(defun wait-for (condition)
  "Let events come in until CONDITION holds."
  (let ((end (+ (float-time) 30)))
    (while (and (not (funcall condition)) (< (float-time) end))
      (accept-process-output nil 0.05)
      (flymake-start))))

(defun found ()
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(find-file (car command-line-args-left))
(dockerfile-mode)
(apply #'eglot--connect (eglot--guess-contact))
(unless (bound-and-true-p eglot--managed-mode) (eglot--managed-mode 1))
(flymake-mode 1)
(wait-for #'found)

(let ((report (list (cons 'found (vconcat (found))))))
  (goto-char (point-min))
  (forward-line 1)
  (let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
    (push (cons 'hover (plist-get (plist-get hover :contents) :value)) report))
  (forward-line 1)
  (forward-char 8)
  (let* ((actions (eglot-code-actions (point) (point) nil nil))
         (preferred (seq-find (lambda (action) (eq (plist-get action :isPreferred) t)) actions)))
    (eglot--apply-workspace-edit (plist-get preferred :edit)))
  (push (cons 'text (buffer-substring-no-properties (point-min) (point-max))) report)
  (with-temp-file (getenv "REPORT")
    (insert (json-encode report))))
(set-buffer-modified-p nil)
(eglot-shutdown (eglot-current-server))
(kill-emacs 0)
