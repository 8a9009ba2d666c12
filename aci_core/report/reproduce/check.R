# The main numbers of a report made again by R, from the columns they need.
#
#     Rscript check.R
#
# reads check_data.csv and check_expected.csv, which stand beside it, and prints each number of the
# report beside R's. It ends with 1 where one differs. The last line says how many numbers of the report, and of
# which methods, it does not check; check_left_out.csv holds them. No package is needed but MASS, where an
# outcome is of ordered grades, nlme, where one is compared over several visits, and survival, where values lie
# beyond a limit of detection: all come with R.

here <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
here <- if (length(here)) dirname(here[1]) else "."
data <- read.csv(file.path(here, "check_data.csv"), encoding = "UTF-8")
expected <- read.csv(file.path(here, "check_expected.csv"), encoding = "UTF-8",
                     na.strings = "", stringsAsFactors = FALSE)
treated <- data$treated == 1

newcombe <- function(x, n, level) {
  ends <- lapply(1:2, function(i) prop.test(x[i], n[i], conf.level = level, correct = FALSE)$conf.int)
  p <- x / n
  c(p[1] - p[2],
    p[1] - p[2] - sqrt((p[1] - ends[[1]][1])^2 + (ends[[2]][2] - p[2])^2),
    p[1] - p[2] + sqrt((ends[[1]][2] - p[1])^2 + (p[2] - ends[[2]][1])^2))
}

rates <- function(values) {
  list(x = c(sum(values[treated], na.rm = TRUE), sum(values[!treated], na.rm = TRUE)),
       n = c(sum(!is.na(values[treated])), sum(!is.na(values[!treated]))))
}

# Patients of the arm with the lower rate, one after another, until Fisher's P crosses alpha (Walsh 2014).
fragile <- function(x, n, alpha) {
  p <- function(x) fisher.test(rbind(x, n - x))$p.value
  lower <- if (x[1] * n[2] < x[2] * n[1]) 1 else 2
  step <- if (p(x) < alpha) 1 else -1
  k <- 0
  repeat {
    x[lower] <- x[lower] + step
    if (x[lower] < 0 || x[lower] > n[lower]) return(rep(NA, 6))
    k <- k + step
    if ((p(x) < alpha) != (step > 0)) return(c(k, NA, NA, NA, NA, p(x)))
  }
}

# The difference at a visit by one model of several, with an unstructured covariance. nlme has no Kenward-Roger.
mixed <- function(row) {
  if (!requireNamespace("nlme", quietly = TRUE)) return(rep(NA, 6))
  visits <- strsplit(row$together, " ")[[1]]
  long <- do.call(rbind, lapply(seq_along(visits), function(v) data.frame(
    id = seq_len(nrow(data)), visit = v, y = data[[visits[v]]], arm = as.numeric(treated), pre = data[[row$beside]])))
  long <- long[complete.cases(long), ]
  long$at <- factor(long$visit)
  fit <- tryCatch(nlme::gls(y ~ at - 1 + at:arm + at:pre, long, nlme::corSymm(form = ~ visit | id),
                            nlme::varIdent(form = ~ 1 | at), method = "REML",
                            control = nlme::glsControl(maxIter = 500, msMaxIter = 500)), error = function(e) NULL)
  if (is.null(fit)) return(rep(NA, 6))
  c(coef(fit)[[paste0("at", match(row$column, visits), ":arm")]], rep(NA, 5))
}

# The ratio of geometric means where values lie beyond a limit of detection: half of a limit stands for a value below it.
tobit <- function(row, level) {
  if (!requireNamespace("survival", quietly = TRUE)) return(rep(NA, 6))
  read <- function(name) {
    value <- if (is.na(name)) rep(1, nrow(data)) else data[[name]]
    limit <- if (is.na(name)) NULL else data[[paste0(name, "_limit")]]
    if (is.null(limit)) limit <- rep(NA, nrow(data))
    list(value = ifelse(is.na(limit), value, limit), below = !is.na(limit) & limit > value, above = !is.na(limit) & limit <= value)
  }
  post <- read(row$column); pre <- read(row$beside)
  cases <- data.frame(lower = ifelse(post$below, NA, post$value), upper = ifelse(post$above, NA, post$value), arm = as.numeric(treated),
                      own = log(pre$value / ifelse(pre$below, sqrt(2), 1)), under = as.numeric(pre$below), over = as.numeric(pre$above))
  cases <- cases[!is.na(post$value) & !is.na(pre$value), ]
  terms <- c("arm", Filter(function(k) length(unique(cases[[k]])) > 1, c("own", "under", "over")))
  fit <- survival::survreg(reformulate(terms, "survival::Surv(lower, upper, type = 'interval2')"), cases, dist = "lognormal",
                           control = survival::survreg.control(rel.tolerance = 1e-14, maxiter = 500))
  b <- coef(fit)[["arm"]]
  error <- sqrt(vcov(fit)["arm", "arm"])
  c(exp(b + c(0, -1, 1) * qnorm((1 + level) / 2) * error), b / error, NA, 2 * pnorm(-abs(b / error)))
}

# Missing scores as predicted within the arm, those of treatment by so much worse (White, Carpenter and Horton 2018):
# the variance is of both models' equations stacked.
shifted <- function(row, level) {
  case <- data[[row$among]] == 1 & !is.na(data[[row$beside]])
  y <- data[[row$column]][case]; pre <- data[[row$beside]][case]; arm <- as.numeric(treated[case])
  missing <- is.na(y)
  small <- cbind(1, arm, pre); large <- cbind(small, arm * pre)
  predicted <- lm.fit(large[!missing, ], y[!missing])$coefficients
  filled <- ifelse(missing, c(large %*% predicted) + row$shift * arm, y)
  b <- lm.fit(small, filled)$coefficients
  of_arm <- solve(crossprod(small))[, 2]
  rest <- ifelse(missing, 0, y - c(large %*% predicted))
  passed <- solve(crossprod(large[!missing, ])) %*% crossprod(large[missing, , drop = FALSE], small[missing, , drop = FALSE]) %*% of_arm
  error <- sqrt(sum(((small * (filled - c(small %*% b))) %*% of_arm + (large * rest) %*% passed)^2))
  df <- sum(!missing) - 3
  t <- b[[2]] / error
  c(b[[2]] + c(0, -1, 1) * qt((1 + level) / 2, df) * error, t, df, 2 * pt(-abs(t), df))
}

# Missing scores of both arms as the control arm's regression predicts.
jumped <- function(row) {
  case <- data[[row$among]] == 1 & !is.na(data[[row$beside]])
  y <- data[[row$column]][case]; pre <- data[[row$beside]][case]; arm <- as.numeric(treated[case])
  b <- coef(lm(y ~ pre, subset = arm == 0))
  y <- ifelse(is.na(y), b[[1]] + b[[2]] * pre, y)
  c(coef(lm(y ~ arm + pre))[["arm"]], rep(NA, 5))
}

# estimate, lower and upper limit, statistic, degrees of freedom, P
made <- function(row) {
  post <- data[[row$column]]
  level <- row$ci_level
  if (is.na(level)) level <- 0.95
  if (row$method == "wilson") {
    r <- rates(post)
    i <- if (row$side == "treatment") 1 else 2
    ends <- prop.test(r$x[i], r$n[i], conf.level = level, correct = FALSE)$conf.int
    return(c(r$x[i] / r$n[i], ends, NA, NA, NA))
  }
  if (row$method == "risk_difference") {
    r <- rates(post)
    return(c(newcombe(r$x, r$n, level), NA, NA, NA))
  }
  if (row$method == "fragility_index") {
    r <- rates(post)
    return(fragile(r$x, r$n, row$alpha))
  }
  if (row$method %in% c("pearson_chi2", "fisher_exact")) {
    r <- rates(post)
    table <- rbind(r$x, r$n - r$x)
    if (row$method == "fisher_exact") {
      return(c(NA, NA, NA, NA, NA, fisher.test(table)$p.value))
    }
    test <- suppressWarnings(chisq.test(table, correct = FALSE))
    return(c(NA, NA, NA, test$statistic, test$parameter, test$p.value))
  }
  if (row$method == "welch_t") {
    test <- t.test(post[treated], post[!treated], conf.level = level)
    return(c(-diff(test$estimate), test$conf.int, test$statistic, test$parameter, test$p.value))
  }
  if (row$method == "mann_whitney") {
    test <- suppressWarnings(wilcox.test(post[treated], post[!treated], exact = FALSE))
    return(c(NA, NA, NA, test$statistic, NA, test$p.value))
  }
  if (row$method == "proportional_odds") {
    known <- !is.na(post)
    grade <- factor(-post[known], ordered = TRUE) # of mRS a lower one is better
    arm <- as.numeric(treated[known])
    fit <- MASS::polr(grade ~ arm, Hess = TRUE, control = list(reltol = 1e-14, maxit = 1000))
    b <- coef(fit)[["arm"]]
    error <- sqrt(vcov(fit)["arm", "arm"])
    z <- qnorm((1 + level) / 2)
    return(c(exp(b + c(0, -1, 1) * z * error), b / error, NA, 2 * pnorm(-abs(b / error))))
  }
  if (row$method == "mmrm") return(mixed(row))
  if (row$method == "tobit_ratio") return(tobit(row, level))
  if (row$method == "delta_adjusted") return(shifted(row, level))
  if (row$method == "jump_to_reference") return(jumped(row))
  other <- data[[row$beside]]
  if (row$method %in% c("cmh", "mantel_haenszel_or")) {
    known <- !is.na(post) & !is.na(other)
    counts <- table(!treated[known], 1 - post[known], other[known])
    both <- apply(counts, 3, function(t) all(rowSums(t) > 0))
    counts <- counts[, , both, drop = FALSE]
    if (row$method == "cmh") counts <- counts[, , apply(counts, 3, function(t) all(colSums(t) > 0)), drop = FALSE]
    if (dim(counts)[3] < 2) return(rep(NA, 6))
    test <- mantelhaen.test(counts, correct = FALSE, conf.level = level)
    if (row$method == "cmh") return(c(NA, NA, NA, test$statistic, test$parameter, test$p.value))
    return(c(test$estimate, test$conf.int, NA, NA, NA))
  }
  if (row$method == "interaction") {
    group <- if (row$group == "levels") factor(other) else other
    arm <- as.numeric(treated)
    if (row$column == "effective") {
      tight <- list(epsilon = 1e-14, maxit = 200)
      known <- data.frame(post, arm, group)[!is.na(post) & !is.na(other), ]
      if (is.factor(group)) { # what all or none of a level have, or one arm of it alone, tells nothing
        told <- tapply(seq_len(nrow(known)), known$group, function(i) length(unique(known$post[i])) * length(unique(known$arm[i])) == 4)
        known <- droplevels(known[known$group %in% names(told)[told %in% TRUE], ])
      }
      fits <- suppressWarnings(lapply(c(post ~ arm + group, post ~ arm * group), glm, family = binomial, data = known, control = tight))
      by <- fits[[1]]$df.residual - fits[[2]]$df.residual
      lr <- fits[[1]]$deviance - fits[[2]]$deviance
      b <- rep(NA, 3)
      if (!is.factor(group)) {
        found <- summary(fits[[2]])$coefficients["arm:group", ]
        b <- exp(found[1] + c(0, -1, 1) * qnorm((1 + level) / 2) * found[2])
      }
      return(c(b, lr, by, pchisq(lr, by, lower.tail = FALSE)))
    }
    given <- if (is.na(row$given)) 0 * post else data[[row$given]]
    known <- !is.na(post) & !is.na(other) & !is.na(given)
    whole <- lm(post ~ given + arm * group, subset = known)
    test <- anova(lm(post ~ given + arm + group, subset = known), whole)
    b <- rep(NA, 3)
    if (!is.factor(group)) b <- c(coef(whole)[["arm:group"]], confint(whole, "arm:group", level))
    return(c(b, test$F[2], test$Df[2], test[["Pr(>F)"]][2]))
  }
  if (row$method == "ancova") {
    fit <- if (is.na(row$stratum)) lm(post ~ as.numeric(treated) + other) else lm(post ~ as.numeric(treated) + other + factor(data[[row$stratum]]))
    found <- summary(fit)$coefficients[2, ]
    return(c(found[1], confint(fit, 2, level), found[3], fit$df.residual, found[4]))
  }
  if (row$method == "ancova_log") {
    fit <- lm(log(post) ~ as.numeric(treated) + log(other))
    found <- summary(fit)$coefficients[2, ]
    return(c(exp(found[1]), exp(confint(fit, 2, level)), found[3], fit$df.residual, found[4]))
  }
  side <- switch(row$side, treatment = treated, control = !treated, rep(TRUE, nrow(data)))
  if (row$method == "paired_t") {
    test <- t.test(post[side], other[side], paired = TRUE, conf.level = level)
    return(c(test$estimate, test$conf.int, test$statistic, test$parameter, test$p.value))
  }
  if (row$method == "pearson") {
    test <- cor.test(post[side], other[side], conf.level = level)
    return(c(test$estimate, test$conf.int, test$statistic, test$parameter, test$p.value))
  }
  stop("check.R does not know ", row$method)
}

fields <- c("estimate", "ci_low", "ci_high", "statistic", "df", "p")
left <- read.csv(file.path(here, "check_left_out.csv"), encoding = "UTF-8", stringsAsFactors = FALSE)
same <- 0
all <- 0
for (i in seq_len(nrow(expected))) {
  row <- as.list(expected[i, ])
  if (is.na(row$side)) row$side <- "both"
  found <- made(row)
  for (k in seq_along(fields)) {
    asked <- as.numeric(row[[fields[k]]])
    if (is.na(asked)) next
    if (is.na(found[k])) {
      left <- rbind(left, data.frame(method = row$method, numbers = 1, leads = 0))
      next
    }
    # polr's search and its information by finite differences end near the maximum.
    near <- if (row$method == "proportional_odds") 1e-4 else 1e-6
    # So does that of gls, in the spread of the scores.
    apart <- if (row$method == "mmrm") 1e-4 * sd(data[[row$column]], na.rm = TRUE) else 1e-9
    equal <- abs(asked - found[k]) <= near * max(abs(asked), abs(found[k])) + apart
    cat(sprintf("%-28s %-16s %-10s %-9s %.8g  %.8g  %s\n", row$what, row$method, row$side,
                fields[k], asked, found[k], if (equal) "same" else "DIFFERENT"))
    same <- same + equal
    all <- all + 1
  }
}
cat(sprintf("\n%d of %d numbers are the same.\n", same, all))
if (nrow(left)) {
  n <- tapply(left$numbers, factor(left$method, unique(left$method)), sum)
  leads <- names(n) %in% left$method[left$leads == 1]
  listed <- paste(names(n), n)
  cat(sprintf("Not checked: %d numbers of the report, by method%s%s.\n", sum(n),
              if (any(leads)) paste0(" (these lead an outcome: ", paste(listed[leads], collapse = ", "), ")") else "",
              if (any(!leads)) paste0(": ", paste(listed[!leads], collapse = ", ")) else ""))
} else {
  cat("Not checked: 0 numbers of the report.\n")
}
if (same < all || all == 0) quit(status = 1)
