# A score and a response by centre: within each, given all, Q, I2, arm x centre, without each in turn.
# Rscript centres.R, in this folder: reads subgroups_data.csv (its groups are the centres), writes
# centres.csv (95 %), centres_swapped.csv (arms swapped, 90 %) and centres_adjusted.csv (99 %; given a
# covariate beside the value before treatment). Tolerance: all is held to 1e-8.
suppressPackageStartupMessages(library(metafor))
inputs <- read.csv("subgroups_data.csv", colClasses = "character")
numbers <- function(v) suppressWarnings(as.numeric(strsplit(v, " ")[[1]]))
sets <- lapply(seq_len(nrow(inputs)), function(i) as.data.frame(lapply(inputs[i, -1], numbers)))
names(sets) <- inputs$dataset
sets <- Filter(function(d) length(unique(na.omit(d$g))) > 1, sets)

rows <- list()
confidence <- 0.95
put <- function(name, method, kind, at = "", v = rep(NA, 7)) {
  v[!is.finite(v)] <- NA
  rows[[length(rows) + 1]] <<- c(name, confidence, method, kind, at, sprintf("%.15g", v))
}
# value, low, high, statistic, df, df2, p of the arm; nothing where a term cannot be told from others.
arm_of <- function(d, terms) {
  f <- tryCatch(lm(reformulate(c(terms, "arm"), "y"), d), error = function(e) NULL)
  if (is.null(f) || anyNA(coef(f)) || f$df.residual < 1 || deviance(f) < 1e-9 * sum((d$y - mean(d$y))^2)) return(NULL)
  s <- summary(f)$coefficients["arm", ]
  list(v = c(s[1] + c(0, -1, 1) * qt((1 + confidence) / 2, f$df.residual) * s[2], s[3], f$df.residual, NA, s[4]), d = s[1], v_ = s[2]^2)
}
with_centre <- function(d, given) if (length(unique(d$g)) > 1) c(given, "factor(g)") else given
share <- function(q, df) {
  k <- df + 1
  se <- if (q > k) (log(q) - log(df)) / (2 * (sqrt(2 * q) - sqrt(2 * k - 3))) else if (k > 2) sqrt((1 - 1 / (3 * (k - 2)^2)) / (2 * (k - 2))) else NA
  h <- exp(max(0, log(q / df) / 2 ) + c(-1, 1) * qnorm((1 + confidence) / 2) * se)
  c(max(0, (q - df) / q), pmax(0, (h^2 - 1) / h^2), rep(NA, 4))
}
heterogeneity <- function(name, kind, fit) {
  q <- unname(fit$QE); df <- fit$k - 1; i2 <- share(q, df)
  stopifnot(abs(100 * i2[1] - max(0, 100 * (q - df) / q)) < 1e-9, abs(fit$I2 - 100 * i2[1]) < 1e-6)
  if (kind == "means") put(name, "cochran_q", kind, "", c(NA, NA, NA, q, df, NA, fit$QEp))
  put(name, "i_squared", kind, "", i2)
}
study <- function(name, d, with) {
  d <- d[!is.na(d$g), ]; given <- c("pre", with); centres <- sort(unique(d$g))
  put(name, "ancova", "means", "", arm_of(d, with_centre(d, given))$v)
  found <- lapply(centres, function(j) arm_of(d[d$g == j, ], given))
  for (i in seq_along(centres)) put(name, "ancova", "means", centres[i], if (is.null(found[[i]])) rep(NA, 7) else found[[i]]$v)
  told <- Filter(Negate(is.null), found)
  if (length(told) > 1) heterogeneity(name, "means", rma(sapply(told, `[[`, "d"), sapply(told, `[[`, "v_"), method = "EE"))
  else { put(name, "cochran_q", "means"); put(name, "i_squared", "means") }
  f <- lm(reformulate(c("0", "factor(paste(g, arm))", given), "y"), d)
  a <- anova(lm(reformulate(c(given, "arm", "factor(g)"), "y"), d), f)
  put(name, "interaction", "means", "", if (is.na(a$Df[2]) || a$Df[2] < 1) rep(NA, 7) else c(NA, NA, NA, a$F[2], a$Df[2], f$df.residual, a$`Pr(>F)`[2]))
  for (j in centres) {
    e <- d[d$g != j, ]; made <- arm_of(e, with_centre(e, given))
    put(name, "leave_one_out", "means", j, if (is.null(made)) rep(NA, 7) else made$v)
  }
  by_arm <- function(v, arm) sapply(centres, function(j) sum(v[d$g == j & d$arm == arm]))
  x1 <- by_arm(d$event, 1); x0 <- by_arm(d$event, 0); n1 <- by_arm(rep(1, nrow(d)), 1); n0 <- by_arm(rep(1, nrow(d)), 0)
  both <- n1 > 0 & n0 > 0
  p1 <- (x1 / n1)[both]; p0 <- (x0 / n0)[both]; v <- p1 * (1 - p1) / n1[both] + p0 * (1 - p0) / n0[both]
  if (sum(both) > 1 && all(v > 0)) heterogeneity(name, "rates", rma(p1 - p0, v, method = "EE"))
  else put(name, "i_squared", "rates")
  for (i in seq_along(centres)) {
    s <- both & seq_along(centres) != i
    m <- if (!any(s) || sum(x1[s] + x0[s]) %in% c(0, sum(n1[s] + n0[s]))) NULL else
      rma.mh(measure = "RD", ai = x1[s], n1i = n1[s], ci = x0[s], n2i = n0[s], level = 100 * confidence)
    put(name, "leave_one_out", "rates", centres[i], if (is.null(m)) rep(NA, 7) else c(m$b, m$ci.lb, m$ci.ub, rep(NA, 4)))
  }
}
write <- function(file, level, with, change) {
  rows <<- list(); confidence <<- level
  for (name in names(sets)) study(name, change(sets[[name]]), with)
  result <- as.data.frame(do.call(rbind, rows))
  names(result) <- c("dataset", "confidence", "method", "kind", "at", "value", "low", "high", "statistic", "df", "df2", "p")
  write.csv(result, file, row.names = FALSE, quote = FALSE)
}
same <- function(d) d
write("centres.csv", 0.95, character(0), same)
write("centres_swapped.csv", 0.9, character(0), function(d) transform(d, arm = 1 - arm))
write("centres_adjusted.csv", 0.99, "w", same)
