;;; reformlint.el --- Check report texts with Eglot  -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "26.3") (eglot "1.9"))
;; Keywords: text, languages, tools

;;; Commentary:

;; Corrupted encodings, contradicting figures and malformed dates in report texts, while they are written:
;;
;;   (require 'reformlint)
;;   (add-hook 'text-mode-hook #'reformlint-ensure)
;;
;; Texts that are saved in a file are checked; findings are shown by Flymake, repairs are offered by
;; `eglot-code-actions', and `eldoc' shows how a number or a date was read.

;;; Code:

(require 'eglot)

(defgroup reformlint nil
  "Check report texts."
  :group 'text
  :prefix "reformlint-")

(defcustom reformlint-command '("reformlint" "lsp")
  "The program that is started, with its arguments."
  :type '(repeat string))

(defcustom reformlint-settings nil
  "Settings that go before every `reformlint.toml', a property list.
For instance (:language \"zh\" :profile \"strict\" :ignore [\"dates\"]);
see docs/language-server.md.  They hold for servers that are started
later; `eglot-workspace-configuration', under :reformlint, for those
that run, and goes before them."
  :type 'plist)

(defcustom reformlint-modes '(text-mode markdown-mode gfm-mode)
  "The modes whose texts are checked."
  :type '(repeat symbol))

(defun reformlint--contact (&rest _)
  "The program to start, and what it is told at the start."
  (append reformlint-command (list :initializationOptions (or reformlint-settings (make-hash-table)))))

(add-to-list 'eglot-server-programs (cons reformlint-modes #'reformlint--contact))

;;;###autoload
(defun reformlint-ensure ()
  "Check this text if it is one of `reformlint-modes' and has a file."
  (when (and buffer-file-name (memq major-mode reformlint-modes))
    (eglot-ensure)))

(provide 'reformlint)
;;; reformlint.el ends here
